"""Chinese of what answers, plots and pages say, by its English.

Words are those of the book's Chinese edition. A place, `{lr}`, stands in both or in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnexp.language.chinese_claims import CLAIMS

_NAMES = {
    "lr": "学习率",
    "learning rate": "学习率",
    "epochs": "世代",
    "epoch": "世代",
    "hidden_nodes": "隐藏层节点数",
    "hidden nodes": "隐藏层节点",
    "nodes": "节点",
    "data": "数据",
    "network.activation": "激活函数",
    "training.batch_size": "批大小",
    "network.init": "初始化方法",
    "repeat": "重复",
    "status": "状态",
    "reason": "原因",
    "run": "训练",
    "accuracy": "准确率",
    "loss": "损失",
    "train": "训练",
    "training": "训练",
    "validation": "验证",
    "test": "测试",
    "train accuracy": "训练准确率",
    "validation accuracy": "验证准确率",
    "test accuracy": "测试准确率",
    "train loss": "训练损失",
    "validation loss": "验证损失",
    "test loss": "测试损失",
    "weight norm": "链接权重的范数",
    "saturation": "饱和的隐藏层节点占比",
    "seconds": "秒",
    "s": "秒",
    "Loss (squared error)": "损失（误差的平方）",
    "Training time (s)": "训练时间（秒）",
    "the train data": "训练数据",
    "the validation data": "验证数据",
    "the test data": "测试数据",
    "them": "测试数据",
    "setting": "设置",
    "the first sweep": "第一次扫描",
    "the second sweep": "第二次扫描",
    "repeats": "重复次数",
    "result": "结果",
    "smallest": "最小值",
    "largest": "最大值",
    "smaller": "更小",
    "larger": "更大",
    "trained": "次新训练",
    "continued": "次续跑",
    "continued from shorter ones": "次由较短的训练续跑",
    "reused": "次沿用",
    "already in the store": "次已在曲线库中",
    "not run": "次未运行",
    "failed": "次失败",
    "trainings": "次训练",
}

_COUNTED = {
    "{count} grid point": "{count} 个网格点",
    "{count} trial": "{count} 次试验",
    "{count} value": "{count} 个值",
    "{count} other way": "{count} 种其他方式",
    "{count} repeat": "{count} 次重复",
    "{count} setting": "{count} 个设置",
    "{count} run": "{count} 次训练",
    "{count} training": "{count} 次训练",
    "{count} epoch": "{count} 个世代",
    "{count} network": "{count} 个网络",
    "{count} sample": "{count} 个样本",
    "{count} pair": "{count} 对",
    "{count} point": "{count} 个网格点",
    "{count} worker": "{count} 个工作者",
    "{count} plot": "{count} 幅图",
}

_TERMINAL = {
    "Note: {note}": "注意：{note}",
    "To settle what is open:": "要得到定论：",
    "{name}: ": "{name}：",
    "{text}.": "{text}。",
    "{step} ({spent})": "{step}（{spent}）",
    "{spent} of {budget} spent": "已用 {spent}，预算 {budget}",
    "{spent} of {budget} {unit} spent": "已用 {spent} 个{unit}，预算 {budget} 个",
    "{seconds} s": "{seconds} 秒",
    "{minutes} min {seconds} s": "{minutes} 分 {seconds} 秒",
    "{hours} h {minutes} min": "{hours} 小时 {minutes} 分",
    "Runs": "训练",
    "Decided": "决定",
    "Table": "表",
    "Plots": "图",
    "Report": "报告",
    "Checked": "核对",
    "{count} in {where}": "{where} 中有 {count} 幅",
    "{count} more below": "另有 {count} 个更差",
    "{low} to {high}": "{low} 到 {high}",
    "± half the {level} % interval over {count} repeats": (
        "± 为 {count} 次重复的 {level}% 区间的一半"
    ),
    "± half the {level} % interval, or its ends, over {count} repeats": (
        "± 为 {count} 次重复的 {level}% 区间的一半，或写出其两端"
    ),
    "{runs} for {trials}: {what}; {spent}{saved}, {seconds} s": (
        "{trials}用了 {runs} 次训练：{what}；{spent}{saved}，{seconds} 秒"
    ),
    " ({count} saved)": "（节省了 {count} 个）",
    "{trials} retrained alone: equal to the bit": "{trials}单独重新训练：逐位相同",
    "Failed: {count} of {trials}": "失败：{trials}中的 {count} 次",
    ", for example": "，例如",
    "and in {ways}": "以及{ways}",
    "Not run: {trials}, as the sweep stopped before": "未运行：{trials}，因为在此之前已停止",
}

_STOPPED = "已停止。{runs}中有 {complete} 次已完成，保存在 {store} 中；再运行一次同样的命令，就从那里继续。"
_WHILE_IT_RUNS = {
    "compiling the kernels for this machine: once, for about ten seconds": (
        "正在为这台机器编译计算内核：只需一次，约十秒"
    ),
    "Warning: {caution}": "警告：{caution}",
    "repeats={repeats} is not used: looks say how many it takes (decide.looks)": (
        "repeats={repeats} 不起作用：重复多少次由各次查看决定（decide.looks）"
    ),
    "{trials}: {runs}{known}{train}{others}": "{trials}：{runs}{known}{train}{others}",
    ", {known} of them known": "，其中 {known} 次已在曲线库中",
    ", {left} to train ({spent})": "，还要训练 {left} 次（{spent}）",
    "; nothing to train": "；无需训练",
    "; {others}": "；{others}",
    "{runs} known for another target or kernel": "另有 {runs}是为别的处理器或计算内核算的",
    "Stopped. {complete} of {runs} is complete and kept in {store}; repeat the same command to go "
    "on from there.": _STOPPED,
    "Stopped. {complete} of {runs} are complete and kept in {store}; repeat the same command to go "
    "on from there.": _STOPPED,
    "drawing": "绘图",
    "{what}: {done} of {all}": "{what}：{done}/{all}",
    "runs": "次训练",
    "{rate} {unit}/s": "每秒 {rate} 个{unit}",
    "{speed}, {time} left": "{speed}，还剩 {time}",
    "{runs}, {rest}": "{runs}，{rest}",
    "{line} in {time}": "{line}，用时 {time}",
    "Begins": "开始",
    "Grid": "网格",
    "{points}, {trials}": "{points}，{trials}",
    "{runs} after merging{known}: {left} to train{others}": (
        "合并后 {runs} 次{known}：还要训练 {left} 次{others}"
    ),
    "{left} to train, {asked} if every trial were a training of its own": (
        "还要训练 {left} 个；若每次试验都单独训练，则要 {asked} 个"
    ),
    "Time": "时间",
    "Goes on": "继续",
    "until it is decided, or {budget} are spent": "直到有定论，或者用完 {budget}",
    "none: the store knows every run": "无需训练：所有训练都已在曲线库中",
    "{time} of training on {workers}, extrapolated from a slice timed just now": (
        "用 {workers}训练{time}，由刚才试训的一小段推算"
    ),
    "about {time}": "约 {time}",
    "under 0.1 s": "不到 0.1 秒",
    "Nothing was trained or written; leave out plan=true to run it.": (
        "没有训练或写入任何东西；去掉 plan=true 就会运行。"
    ),
}

_LIVE = {
    "{count} of {all}": "{count}/{all}",
    "failures": "失败",
    ", {failed} of them failed": "，其中失败 {failed} 次",
    "Runs that ended": "已结束的训练",
    " so far": "（到目前为止）",
    "What it does, and why": "正在做什么，为什么",
    "Budget that was spent before the last step": "最后一步之前已用的预算",
    "{spent} before the last of these steps": "{spent}（到最后一步之前）",
    "So far": "到目前为止",
    "Findings, with their intervals, come at the end: these are means of the runs that have "
    "finished.": "结论和区间要到最后才有：这里是已完成的训练的平均值。",
    "Learning curves: {metric} by {unit}": "学习曲线：{metric}随{unit}的变化",
    "The {metric} after each {unit}, a mean over the repeats that are there, of the best settings "
    "so far.": "到目前为止最好的几个设置在每个{unit}之后的{metric}，是已有各次重复的平均值。",
    "Going on": "怎样继续",
    "How to go on with this sweep": "继续运行的命令",
    "Written {written} by nnexp {version}.": "由 nnexp {version} 写于 {written}。",
    "Running: {rest}": "正在运行：{rest}",
    "no run has ended yet": "还没有训练完成",
    "All runs have ended; the report takes the place of this page in a moment.": (
        "所有训练都已结束；稍后报告会取代本页。"
    ),
    "Stopped: what is complete is kept in the store.": "已停止：已完成的保存在曲线库中。",
    "Ended by an error: {why}": "因出错而结束：{why}",
    "unknown": "未知",
    "If it does not, this writes it from the files of the sweep:": (
        "如果没有，用下面的命令由已有的文件写出报告："
    ),
    "This goes on from there, and trains nothing again that is complete:": (
        "下面的命令从那里继续，已完成的不再训练："
    ),
    "Should this sweep be stopped or killed: this goes on from there, and trains nothing again "
    "that is complete:": "万一停下或被终止：用下面的命令从那里继续，已完成的不再训练：",
    "finished": "已完成",
    "The best {shown} of {seen} settings of which a run has ended, at its last {unit}, the best "
    "first": "已有训练结束的 {seen} 个设置中最好的 {shown} 个，取最后一个{unit}的值，最好的在前",
    "Settings of which a run has ended, at its last {unit}, the best first": (
        "已有训练结束的设置，取最后一个{unit}的值，最好的在前"
    ),
    "{count} for other reasons": "{count}：其他原因",
    "all runs": "所有训练",
}

_SHOW = {
    "no sweeps in {folder}; {command} makes one": "{folder} 中还没有扫描；{command} 就会做一次",
    "{trials}, not finished": "{trials}，未完成",
    "go on with {command}": "继续运行：{command}",
    ", {trials} failed": "，其中 {trials}失败",
    "{size}, {runs}{failed}": "{size}，{runs}{failed}",
    "no answer: no trial has a value to choose by": "没有答案：没有一次试验有可供选择的值",
    " ({low} to {high})": "（{low} 到 {high}）",
    "best{task}: {setting}: ": "最好{task}：{setting}：",
    "{best}{mean}{between} of {data}": "{best}{data}的 {mean}{between}",
    "{best}{what} {mean}{between}": "{best}{what} {mean}{between}",
}

_ANSWER = {
    "it classifies {value} of {data} correctly": "它把{data}中的 {value}分类正确",
    "its {quantity} on {data} is {value}": "它在{data}上的{quantity}为 {value}",
    "{mean} ({level} % interval {low} to {high})": "{mean}（{level}% 区间：{low} 到 {high}）",
    "{points}, {trials}, served by {runs}.": "{points}，{trials}，由 {runs}完成。",
    "The best setting{task} is {setting}: {clause}, over {repeats}{how}.": (
        "最好的设置{task}是 {setting}：{clause}（{repeats}的平均{how}）。"
    ),
    "The best setting{task} is {setting}: {clause}, over {repeats}{how}. Of the test data, which "
    "had no part in the choice: {unseen}.": (
        "最好的设置{task}是 {setting}：{clause}（{repeats}的平均{how}）。测试数据没有参与选择，现在才用来"
        "评价一次：{unseen}。"
    ),
    "Trained as asked{task}, {clause}, over {repeats}{how}.": (
        "按要求训练{task}：{clause}（{repeats}的平均{how}）。"
    ),
    "Trained as asked{task}, {clause}, over {repeats}{how}. {unseen}.": (
        "按要求训练{task}：{clause}（{repeats}的平均{how}）。{unseen}。"
    ),
    ", each judged at the setting that the others choose": "，每次都按其他重复所选的设置评价",
    "Every other setting tried is worse.": "试过的其他设置都更差。",
    "{count} cannot be told apart, the best among them.": "包括它在内的 {count}难分高下。",
    "{count} cannot be told apart, the best among them; the cheapest of these is {setting}, which "
    "trains in {share} less time.": (
        "包括它在内的 {count}难分高下；其中最省的是 {setting}，训练时间少 {share}。"
    ),
    "What networks trained make of the data that they are tested on.": (
        "训练好的网络怎样看待测试数据。"
    ),
    "What networks trained with {setting} make of the data that they are tested on.": (
        "用 {setting} 训练的网络怎样看待测试数据。"
    ),
    "What the store knows is not trained again; plan=true says what is left to train.": (
        "曲线库中已有的不再训练；plan=true 会说明还要训练什么。"
    ),
    "The store knows all of its runs: nothing is left to train.": (
        "所有训练都已在曲线库中：无需再训练。"
    ),
    "{runs} to train ({spent}{time}); what the store knows is not trained again.": (
        "还需 {runs}（{spent}{time}）；曲线库中已有的不再训练。"
    ),
    ", about {time}": "，约 {time}",
    ", under 0.1 s": "，不到 0.1 秒",
}

_CAUTIONS = {
    "the test data chose the setting, so its {what} there is too good{apart}": (
        "设置是用测试数据选出的，所以测试{what}偏好{apart}"
    ),
    "; {how} keeps other data for the choice": "；{how} 会另留数据用于选择",
    "one repeat gives no interval, so differences may be chance; repeats=5 tells": (
        "只运行一次，无法知道看到的差别是真实的还是碰巧的；repeats=5 可以知道"
    ),
    "no answer to a question of this grid: {why}": "这个网格的一个问题没有答案：{why}",
    "always answering {label}, the commonest label, reads {share} of {data} rightly{task}: the "
    "{what} is not shown to be better than guessing": (
        "总是回答最常见的标签 {label}，就能答对{data}的 {share}{task}：看不出{what}比猜测更好"
    ),
    "No best setting: no metric of {data} says what is best": (
        "没有最好的设置：{data}没有可以判断好坏的指标"
    ),
    "No best setting: no trial has a {what}": "没有最好的设置：没有一次试验有{what}",
    "; set {how}, or select_on=test": "；请设 {how}，或 select_on=test",
    "No best setting: no trial finished": "没有最好的设置：没有一次试验完成",
    "{what} for {task}": "{what}（{task}）",
    "{repeats} repeats are too few to say {what}, and no reasonable number would do": (
        "{repeats} 次重复不足以说明{what}，再多的重复也难以说明"
    ),
    "{repeats} repeats are too few to say {what}; {needed} or so would do": (
        "{repeats} 次重复不足以说明{what}；大约需要 {needed}"
    ),
    ", and ": " 和",
    "{setting}, {value}": "{setting} {value}",
    "the best {settings}, is the {side} of the grid{task}; a {beyond} one may be better": (
        "最好的{settings} 是网格中的{side}{task}；{beyond}的也许更好"
    ),
    "the best {settings}, are the {side} of the grid{task}; {beyond} ones may be better": (
        "最好的{settings} 都是网格中的{side}{task}；{beyond}的也许更好"
    ),
    ".": "。",
    ", ": "，",
    "; ": "；",
}

_PAGE = {
    "Skip to the findings": "跳到结论",
    "Contents": "目录",
    "Findings": "结论",
    "Networks": "网络",
    "Trials": "试验",
    "Provenance": "来源",
    "Failed:": "失败：",
    "Caution:": "注意：",
    "At the other settings": "在其他设置下",
    "How this was found": "如何得出",
    "How it was decided": "如何作出决定",
    "{method} ({source}).": "{method}（{source}）。",
    "{step} ({trials}).": "{step}（{trials}）。",
    "{step} ({trials}): {out}.": "{step}（{trials}）：{out}。",
    "What would settle it": "怎样得到定论",
    "Command that would settle what is open": "得到定论的命令",
    "The networks of the best setting": "最好设置的网络",
    "The networks of the best setting on each data set": "每个数据集上最好设置的网络",
    "Not every data set has its pictures here: of many, those that come first in the grid do.": (
        "这里没有每个数据集的图：数据集很多时，只有网格中靠前的才有。"
    ),
    "The network of the first repeat is kept beside this page; nnexp.Network.load reads it:": (
        "第一次重复的网络保存在本页旁边，可用 nnexp.Network.load 读取："
    ),
    "Plot {place} of {count}": "第 {place} 幅图，共 {count} 幅",
    "Copy": "复制",
    "Copied": "已复制",
    "Beside this page:": "本页旁边的文件：",
    "Every row is one training; trials that failed come first.": (
        "每行是一次训练；失败的试验排在最前。"
    ),
    "The same rows, with all settings and in full precision, are beside this page:": (
        "同样的各行，连同所有设置和全部精度，在本页旁边："
    ),
    "Sorting and filtering need JavaScript; the files above do not.": (
        "排序和筛选需要 JavaScript；上面的文件不需要。"
    ),
    "Filter": "筛选",
    "Only trials that failed": "只看失败的试验",
    "All of the words must stand in a row. Name a column to compare it:": (
        "一行须含有所有这些词。要比较某一列，请写出列名："
    ),
    "Trials of {name}": "{name}的试验",
    "Previous": "上一页",
    "Next": "下一页",
    "{total} trials": "{total} 次试验",
    "{found} of {total} trials match": "{total} 次试验中有 {found} 次符合",
    "; rows {first} to {last}.": "；第 {first} 到 {last} 行。",
    "Page {page} of {pages}": "第 {page} 页，共 {pages} 页",
    "Run it again": "再次运行",
    "Command that runs this sweep again": "再次运行的命令",
    "What the store already knows is not trained again. On the same kind of processor with the "
    "same versions the table has the same bits, and so the same hash.": (
        "曲线库中已有的不再训练。在同类处理器和相同版本下，表逐位相同，哈希值也就相同。"
    ),
    "Check this page": "核对本页",
    "Command that checks this page": "核对本页的命令",
    "It works out every number above again from the table and says where one differs.": (
        "它由表重新算出上面的每个数字，并指出哪里不同。"
    ),
    "The answer is beside this page for programs too:": "供程序读取的答案在本页旁边：",
    "How it came about": "由来",
    "Settings that were the same in every trial": "所有试验共同的设置",
    "Everything that was recorded (sweep.yaml)": "全部记录（sweep.yaml）",
    "Made by nnexp {version} from the files in this folder; it can be made again at any time. It "
    "is one file and asks the network for nothing.": (
        "由 nnexp {version} 用本文件夹中的文件制成，随时可以重新制作。它是单个文件，不向网络请求任何东西。"
    ),
    "Best settings{task}": "最好的设置{task}",
    "Only the best of {count} settings are listed.": "{count} 个设置中只列出最好的。",
    "Intervals are over repeats, each with a seed of its own: other first weights, another order "
    "and, where data are split at random, another split of the same data. They do not say what "
    "new data would change.": (
        "区间来自多次重复，每次用自己的随机种子：不同的初始链接权重、不同的顺序；数据随机划分时，还有不同的"
        "划分。它们没有说明换成新数据会怎样。"
    ),
    ", or in {first} and {second}": "，或在 {first} 和 {second} 上不同",
    "Of the {points}, findings are of those that differ from the best in one setting{together}, "
    "and of the learning curves of the best and its neighbours.": (
        "在 {points}中，结论只涉及与最好设置有一项不同{together}的网格点，以及最好设置及其邻居的学习曲线。"
    ),
    "Of the {values} of {setting}, {few} evenly spread have findings about others.": (
        "{setting} 的 {values}中，只在均匀分布的 {few} 个上给出关于其他设置的结论。"
    ),
    "{name} over ": "{name}取 ",
    "A sweep{data}: {axes}.": "一次扫描{data}：{axes}。",
    "one setting": "一个设置",
    " on {data}": "（{data}）",
    "{count} of {trials} failed and count in no mean: {which}.": (
        "{trials} 次试验中有 {count}失败，不计入任何平均值：{which}。"
    ),
    "{count} of {trials} failed and count in no mean: {which}; and others.": (
        "{trials} 次试验中有 {count}失败，不计入任何平均值：{which}；等等。"
    ),
    "{count} were not run, as the sweep stopped before.": "{count}未运行，因为在此之前已停止。",
    "{count} {status}{where} ({such}{reason})": "{count} 次 {status}{where}（{such}{reason}）",
    " with {settings}": "，{settings}",
    "for example: ": "例如：",
    "no reason": "没有原因",
    "Started": "开始于",
    "Trainings": "训练",
    "Took": "用时",
    "Hash of the table": "表的哈希值",
    "Hash of the data": "数据的哈希值",
    "Computed for": "计算所针对的处理器",
    "Machine": "机器",
    "Versions": "版本",
    "Code": "代码",
    ", with changes that are not in it": "，另有未提交的改动",
    " fewer than one training per trial": " 个，比每次试验各训练一次要少",
}

_COMPARISON = {
    "{count} sweeps compared": "{count} 次扫描的比较",
    "Their answers": "各自的答案",
    "Best setting of each sweep": "每次扫描最好的设置",
    "sweep": "扫描",
    "best setting": "最好的设置",
    "mean": "平均值",
    "95 % interval": "95% 区间",
    "chosen by": "选择依据",
    "on test data": "测试数据上",
    "points × repeats": "网格点 × 重复",
    "failed trials": "失败的试验",
    "none": "没有",
    "{first} against {second}": "{first} 与 {second}",
    "{what}, {name}": "{what}，{name}",
    "difference": "差",
    "interval": "区间",
    "all": "全部",
    "Largest differences": "最大的差别",
    "Largest differences first": "差别最大的在前",
    "Largest differences first, in {unit}": "差别最大的在前，单位为{unit}",
    "{what} ({unit})": "{what}（{unit}）",
    "{what}: {first} less {second}": "{what}：{first} 减 {second}",
    "at each setting that both have": "在两者共有的每个设置上",
    "the {count} of {every} settings that are most apart, in order": (
        "{every} 个设置中差别最大的 {count} 个，按顺序"
    ),
    "all trials": "全部试验",
    "Blue circle: {first} is better. Orange diamond: {second} is. Hollow: the difference may be "
    "chance.": "蓝色圆点：{first} 更好。橙色菱形：{second} 更好。空心：差别可能只是碰巧。",
    "Bars: 95 % intervals that hold for all settings at once.": (
        "横条：对所有设置同时成立的 95% 区间。"
    ),
    "An arrow: it goes on.": "箭头：横条还要更长。",
    "A row is a setting: right of the line {right} is better, left of it {left}. Where the bar "
    "crosses the line, the repeats cannot tell.": (
        "每行是一个设置：线的右边 {right} 更好，左边 {left} 更好。横条跨过线时，这些重复还分不清。"
    ),
    "Averaged over the settings in both": "对两者共有的设置取平均",
    "Each at its own best of {settings}": "各自在自己最好的 {settings} 处",
    "The best of {second} against the best of {first}": "{second} 中最好的与 {first} 中最好的",
    "; ": "；",
    "What sets them apart: {apart}.": "两者的区别：{apart}。",
    "{name} is {one} in the first, {other} in the second": "{name} 前者为 {one}，后者为 {other}",
    "No setting that one of them holds fixed sets them apart.": (
        "两者各自固定不变的设置中，没有一个不同。"
    ),
    "They have no finished trial in common: nothing can be paired.": (
        "两者没有共同完成的试验：无法配对。"
    ),
    "{pairs} of trials at {settings} differ in nothing else: the same repeat has the same random "
    "draws in both.": (
        "{settings}下的 {pairs}试验再无其他不同：在两者中，同一次重复的随机数相同。"
    ),
    "They saw different data, so the pairs have only their random draws in common.": (
        "两者所用的数据不同，所以每对试验只有随机数相同。"
    ),
    "{pairs} of them have the same {metric} to the bit.": "其中 {pairs}的{metric}逐位相同。",
    "{first} is better at {up}, {second} at {down}; at the other {rest} the difference may be "
    "chance. Intervals are of paired differences and hold for all settings at once (95 %, Student's "
    "t, Bonferroni).": (
        "{first} 在 {up}上更好，{second} 在 {down}上更好；在其余 {rest} 个上，差别可能只是碰巧。区间是"
        "配对差的区间，对所有设置同时成立（95%，t 分布，Bonferroni 校正）。"
    ),
    "not comparable": "无法比较",
    "equal to the bit": "逐位相同",
    "depends on the setting": "取决于设置",
    "undecided": "尚无定论",
    "{name} is better at {count} of {settings}": "{name} 在 {settings}中的 {count} 个上更好",
    "Made by nnexp {version} from the tables of these sweeps. It is one file and asks the network "
    "for nothing.": "由 nnexp {version} 用这些扫描的表制成。它是单个文件，不向网络请求任何东西。",
}

_PLOTS = {
    "{what} against {setting}": "{what}与{setting}",
    "{what} and training time against {setting}": "{what}、训练时间与{setting}",
    "{what} against each swept setting, the others varying too": (
        "{what}与每个设置（其他设置也在变化）"
    ),
    "{what} over all settings at once": "同时看所有设置的{what}",
    "{count} of {all} grid points, the best among them": "{all} 个网格点中的 {count} 个，含最好的",
    "A line is a grid point, coloured by its mean; the best ten are thicker.": (
        "每条线是一个网格点，颜色表示平均值；最好的十条较粗。"
    ),
    "Orange: the best setting.": "橙色：最好的设置。",
    "Orange: the best setting of each data set.": "橙色：每个数据集上最好的设置。",
    "Lines through one value fan out, better ones above.": "经过同一个值的线上下散开，好的在上。",
    "Each line is one setting from axis to axis. Where the bright lines pass through one value "
    "of an axis, that value is needed for a good {what}; where they pass through all of its "
    "values, the axis hardly matters.": (
        "每条线是一个网格点，依次穿过各条轴。亮线都经过某条轴的同一个值时，好的{what}需要这个值；"
        "亮线经过一条轴的所有值时，这个设置几乎不重要。"
    ),
    "{what} over {first} and {second}": "{first}与{second}下的{what}",
    "{count} of {all} settings": "{all} 个设置中的 {count} 个",
    "A point is the mean of one setting; a star marks the best setting.": (
        "每个点是一个设置的平均值；星号是最好的设置。"
    ),
    "The {what} of each setting; each point is the mean over its repeats.": (
        "每个设置的{what}；每个点是多次重复的平均值。"
    ),
    "the best of {all} values of {settings}": "{settings} 的 {all} 个值中最好的",
    "the best of {all} combinations of {settings}": "{settings} 的 {all} 种组合中最好的",
    "{count} of {all} values of {settings}: those with the best {what}": (
        "{settings} 的 {all} 个值中{what}最好的 {count} 个"
    ),
    "{count} of {all} combinations of {settings}: those with the best {what}": (
        "{settings} 的 {all} 种组合中{what}最好的 {count} 种"
    ),
    "{count} of {all} values of {setting}": "{setting} 的 {all} 个值中的 {count} 个",
    "{what} against training time": "{what}与训练时间",
    "A point is the mean of one setting above the median of its training times, one run on one core. "
    "Orange: no setting is faster and as good; bars: 95 % intervals of these means.": (
        "每个点是一个设置的平均值，横坐标是训练时间的中位数（一个内核运行一次训练）。橙色：没有别的设置更快又同样好；竖线：这些平均值的 95% 区间。"
    ),
    "Orange, from the left: {settings}.": "橙色，从左到右：{settings}。",
    "What the time buys. Go along the orange line from left to right: where it hardly rises any more, "
    "longer trainings bring next to nothing.": (
        "时间换来了什么。沿橙色线从左到右看：它几乎不再上升的地方，训练更久几乎没有好处。"
    ),
    "What the time buys. Go along the orange line from left to right: where it hardly falls any more, "
    "longer trainings bring next to nothing.": (
        "时间换来了什么。沿橙色线从左到右看：它几乎不再下降的地方，训练更久几乎没有好处。"
    ),
    "axis by log of the error": "按误差的对数",
    "faint points": "淡色的点",
    "faint lines": "淡色的线",
    "best {setting}": "最好的 {setting}",
    "enough": "足够",
    "Strip: the best {setting} of each line (diamond, hollow while undecided). Thick: the values "
    "tried that may be the best (an arrow: or beyond); thin: as far as it may lie between values "
    "tried.": (
        "下方横条：每条线最好的 {setting}（菱形，尚无定论时为空心）。粗线：试过的值中可能最好的（箭头：也可能"
        "更远）；细线：它在试过的值之间最远可能到哪里。"
    ),
    "An empty strip: not analysed.": "空白的横条：没有分析。",
    "top of a hump": "曲线的顶部",
    "bottom of a valley": "曲线的底部",
    "The {what} by {setting} with 95 % intervals. The {turn} is the sweet spot. The strip below the "
    "lines says how well it is known: a short bar is a sure answer, a long one says that these "
    "repeats cannot tell, and an arrow that it may lie beyond the values tried.": (
        "{setting}与{what}，带 95% 区间。{turn}就是甜蜜点。线下的横条说明我们对它知道得多准：短条是可靠的"
        "答案，长条表示这些重复还分不清，箭头表示它可能在试过的值之外。"
    ),
    "The {what} by {setting} with 95 % intervals; settings whose intervals overlap may be equally "
    "good.": "{setting}与{what}，带 95% 区间；区间重叠的设置可能一样好。",
    "one repeat cannot say": "一次重复无法判断",
    "still improving": "仍在改善",
    "no onset seen": "看不出过度拟合",
    "best {epoch} {at}": "最好的{epoch}：{at}",
    "best {epoch} {at} ({first} to {last})": "最好的{epoch}：{at}（{first} 到 {last}）",
    ", or ": "，或",
    "{what} falls": "{what}下降",
    "{what} rises": "{what}上升",
    "Onset of overfitting: the {epoch} after which {part} {worse}, beyond chance.": (
        "过度拟合的开始：从这一{epoch}之后，{part}{worse}，并非碰巧。"
    ),
    "Dashed: the {epoch} of the best mean, shaded: the {epochs} that may be it (95 % set).": (
        "虚线：平均值最好的{epoch}；阴影：可能是它的{epochs}（95% 置信集）。"
    ),
    "the test data also choose the setting": "设置也由测试数据选出",
    "One repeat of each setting, so there is no interval.": "每个设置只重复一次，所以没有区间。",
    " (the first {count})": "（前 {count} 次）",
    "Mean of {repeats} with its 95 % interval (t); {marks}: single repeats{some}.": (
        "{repeats}的平均值及其 95% 区间（t 分布）；{marks}：单次重复{some}。"
    ),
    "So few repeats share the spread of their line.": "重复这么少，同一条线上的各点共用离散程度。",
    "{low} to {high} repeats": "{low} 到 {high} 次重复",
    "{count} of {all} trials failed and are left out.": "{all} 次试验中有 {count} 次失败，未计入。",
    "{count} of {all} trials have no {what} and are left out.": (
        "{all} 次试验中有 {count} 次没有{what}，未计入。"
    ),
    "{count} trials of the sweep were not run.": "有 {count} 次试验未运行。",
    "Cells: mean {what} in per cent.": "格中：平均{what}（%）。",
    "Cells: mean {what}.": "格中：平均{what}。",
    "Framed: the best setting.": "加框：最好的设置。",
    "Framed: the best setting of each data set.": "加框：每个数据集上最好的设置。",
    "Darkest: off the scale.": "最暗：超出色标。",
    "Grey: every repeat failed.": "灰色：每次重复都失败。",
    "*: some repeats failed; the mean is over the others.": "*：有些重复失败；平均值由其余的得出。",
    "All cells look alike where they differ by no more than chance.": (
        "只是碰巧的差别，颜色看起来相近。"
    ),
    "Mean {what} for every {across} and {down}: each cell is one grid point, its number the mean "
    "over repeats. Where diamonds mark the best {across} of each row, see whether they lean to one "
    "side: then what is best depends on the other setting.": (
        "每个{across}和{down}下的平均{what}：每格是一个网格点，数字是多次重复的平均值。菱形标出每行最好的"
        "{across}；看它们是否偏向一边：若是，最好的值取决于另一个设置。"
    ),
    "Diamonds: the best {across} for each value of {down}, between the values tried; lines: the "
    "values tried that may be the best.": (
        "菱形：{down} 的每个值下最好的 {across}（在试过的值之间）；横线：试过的值中可能最好的。"
    ),
    "Time: the median over repeats of training alone, one run on one core; it varies with the "
    "machine.": "时间：只计训练，取多次重复的中位数，一个内核运行一次训练；因机器而异。",
    "Strip: the fewest {unit} within {margin} of the best by the mean (diamond, hollow while "
    "undecided), from the fewest not shown to be too few to the fewest shown to be enough (bar; an "
    "arrow: none is shown).": (
        "下方横条：平均值与最好的相差不到 {margin}、最少的{unit}（菱形，尚无定论时为空心）；从尚未证明太少的"
        "到已证明足够的（横条；箭头：没有一个被证明足够）。"
    ),
    "{margin} percentage points": "{margin} 个百分点",
    "percentage points": "百分点",
    "Above, {what} by {setting}; below, the time that training took. Look for where the {quantity} "
    "levels off while the time keeps rising: the strip shows from how many {unit} on more of them "
    "bring next to nothing.": (
        "上：{setting}与{what}；下：训练所用的时间。请看{quantity}在何处变平而时间继续上升：横条说明从多少"
        "{unit}起，再多也几乎没有好处。"
    ),
    "Each value at its own best of the other settings": "每个值都用它自己最好的其他设置",
    "How far the best {what} of each value is behind that of the best one, and its 95 % interval "
    "(multiple comparisons with the best). Orange: may be best.": (
        "每个值最好的{what}比最好的那个落后多少，及其 95% 区间（与最好者的多重比较）。橙色：可能最好。"
    ),
    "behind the best": "比最好的落后",
    "How much of the {what} hangs on each setting, if everything else is tuned for each of its "
    "values. A value whose bar reaches the top line may be as good as the best; a flat row of points "
    "means that the setting hardly matters.": (
        "若为每个值都调好其他设置，{what}有多少取决于这个设置。竖条触及最上方的值可能与最好的一样好；各点"
        "几乎齐平，说明这个设置不太重要。"
    ),
    "no {epoch} completed": "没有完成一个{epoch}",
    "{epochs} trained": "训练的{epochs}",
    " and ": "和",
    "Learning curves: {data}": "学习曲线：{data}",
    "Learning curves: {data} against {others}": "学习曲线：{data}与{others}",
    "{settings} as in the best setting": "{settings} 与最好的设置相同",
    "×: last complete {epoch} of a run that failed: {failed} of {all} runs, which are left out of "
    "the means.": ("×：失败的训练最后完成的{epoch}：{all} 次训练中有 {failed} 次，不计入平均值。"),
    "{what} after each {epoch} of training. Training data should keep improving; where the curve of "
    "data that had no part in training turns back, training begins to learn its data by heart. That "
    "{epoch} is marked where the repeats agree that it is more than chance; where they do not, the "
    "panel says so.": (
        "每个{epoch}之后的{what}。训练数据上应当越来越好；没有参与训练的数据的曲线若掉头，就是开始死记训练"
        "数据。各次重复一致表明并非碰巧时，图中标出这个{epoch}；否则图中会说明。"
    ),
    "read as": "认作",
    "is": "实为",
    "{count} networks": "{count} 个网络",
    "{count} of {all} networks": "{all} 个网络中的 {count} 个",
    "{part} data, {networks}": "{part}数据，{networks}",
    "{count} {part} sample": "{count} 个{part}样本",
    "{count} {part} samples": "{count} 个{part}样本",
    "Which digits get confused": "哪些数字容易混淆",
    "Which classes get confused": "哪些类别容易混淆",
    "Most often: {mistakes}.": "最常见：{mistakes}。",
    "No sample was read wrongly.": "没有一个样本认错。",
    "{label} read as {answer} ({count} of {all})": "{label} 认作 {answer}（{all} 个中的 {count} 个）",
    "Cells: of 100 samples of the class in the row, how many are read as the class in the column; "
    "the darker, the more. On the grey diagonal: those read rightly.": (
        "格中：每 100 个该行类别的样本，有多少认作该列的类别；越深越多。灰色对角线：认对的。"
    ),
    "said {answer}\nis {label}": "说是 {answer}\n实为 {label}",
    "Wrongly read: {samples}": "认错的：{samples}",
    "Wrongly read: {count} of {samples}": "认错的：{samples}中的 {count} 个",
    "Below each: what the network said, and what it is. The errors of which it was surest come "
    "first. One network: that of the first repeat.": (
        "每个图下方：网络说是什么，实际是什么。它最有把握的错误排在前面。只是第一次重复的网络。"
    ),
    "The mind of the network: each answer, asked backwards": "神经网络大脑内部：每个答案的向后查询",
    "From the answer back through the weights to an input: dark where the network wants ink to give "
    "this answer, light where it wants none. First repeat's network.": (
        "从答案出发，经链接权重向后得到输入：深处是网络为给出这个答案所要的墨迹，浅处则不要。第一次重复的网络。"
    ),
    "hidden nodes": "隐藏层节点",
    "output nodes": "输出层节点",
    "{count} of {all} {nodes}": "{all} 个{nodes}中的 {count} 个",
    "What {nodes} look for: the weights of their links to the image": (
        "{nodes}在找什么：它们与图像之间的链接权重"
    ),
    "Orange: ink here excites the node; purple: ink here quiets it; white: no matter. Those with the "
    "strongest links onwards come first. First repeat's network.": (
        "橙色：此处有墨迹会激发节点；紫色：此处有墨迹会抑制它；白色：无关紧要。向后链接最强的排在最前。第一次重复的网络。"
    ),
    "Orange: ink here excites the node; purple: ink here quiets it; white: no matter. First repeat's "
    "network.": "橙色：此处有墨迹会激发节点；紫色：此处有墨迹会抑制它；白色：无关紧要。第一次重复的网络。",
    "Every repeat{task} is tested on the same {samples}; with other samples of their kind its {what} "
    "might as well be from {low} to {high}, were the networks the same.": (
        "每次重复{task}都用同样的 {samples}测试；换成同类的其他样本，即使网络不变，{what}也可能是 {low} 到 {high}。"
    ),
    "Rows are what a sample is, columns what the networks read it as. A dark cell is a habit: to the "
    "networks these two look alike.": (
        "行是样本实际是什么，列是网络把它认作什么。深色的格子是一种习惯：在网络看来，这两者很像。"
    ),
    "Samples that the network had not seen and read wrongly. Some of them a person would doubt, too; "
    "the others show what the network has not learnt.": (
        "网络没有见过、又认错的样本。其中有些人也会犹豫；其余的说明网络还没有学会什么。"
    ),
    "The book's look inside the mind of a network: an answer is fed in at the output and sent "
    "backwards through the weights, and what comes out at the input is what the network associates "
    "with that answer. Expect a shadow of a typical sample, not a picture of one.": (
        "书中对神经网络大脑内部的一瞥：把答案放到输出端，经链接权重向后查询，输入端出现的就是网络对这个答案的"
        "联想。看到的会是典型样本的影子，而不是它的照片。"
    ),
    "Each small image is one node: how much each point of the input excites or quiets it. Nodes that "
    "learnt something show strokes and loops, the others look like noise.": (
        "每个小图是一个节点：输入的每个点对它的激发或抑制。学到东西的节点显出笔画和圆圈，其余的像噪声。"
    ),
    "Which {setting} is left, step by step": "一步步剩下哪个{setting}",
    "{data}; the first repeats explore, fresh ones confirm": (
        "{data}；最初的重复用于探索，新的重复用于确认"
    ),
    "explore {number}": "探索 {number}",
    "look {number} (repeats: {repeats})": "查看 {number}（重复：{repeats}）",
    "tried": "试过",
    "candidate": "候选",
    "out: worse": "退出：更差",
    "out: fails": "退出：失败",
    "may be best": "可能最好",
    "Dots: values of {setting} that exploring tried. Lines: candidates on fresh repeats, to the "
    "look at which each left for good, or to the last one.": (
        "点：探索时试过的 {setting}。线：新的重复中的候选，直到各自退出的那次查看，或最后一次。"
    ),
    "The drawings are in English: the system that made them has no font for this language.": (
        "图中文字为英文：制图的系统没有中文字体。"
    ),
}

CHINESE: Mapping[str, str] = MappingProxyType(
    _NAMES
    | _COUNTED
    | _TERMINAL
    | _ANSWER
    | _CAUTIONS
    | _PAGE
    | _COMPARISON
    | _PLOTS
    | _WHILE_IT_RUNS
    | _LIVE
    | _SHOW
    | dict(CLAIMS)
)
