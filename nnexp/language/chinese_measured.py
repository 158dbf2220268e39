"""Chinese of what claims measured and found, and of what they warn of, by its English.

A statement ends where its number follows, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_COMPOSED = {
    "{one} {more}": "{one}{more}",
    "{one}; {more}": "{one}；{more}",
    "{one}, {more}": "{one}、{more}",
    "{one} and {more}": "{one}和{more}",
    "{one}, of {more}": "{one}、{more}",
    "{whole}: {part}": "{whole}：{part}",
    "{metric}: {effect}": "{metric}：{effect}",
    "{name} {share:.1f} %": "{name} {share:.1f}%",
    "{name} {share:.0f} %": "{name} {share:.0f}%",
    "{value} points": "{value} 个百分点",
    "{value} %": "{value}%",
    "less than {value} %": "不到 {value}%",
    "×{value}": "{value} 倍",
    "{value} cm": "{value} 厘米",
    "{value} points, an end": "{value}",
    "{value} %, an end": "{value}%",
    "×{value}, an end": "{value}",
    "{value} cm, an end": "{value}",
    "{count} epochs": "{count} 个世代",
    "{says} {amount} (95 % interval {low} to {high}), {compared}.": (
        "{says} {amount}（95% 区间：{low} 到 {high}），{compared}。"
    ),
    "{says} an amount that {repeats} repeats cannot tell.": (
        "{says}多少，{repeats} 次重复还看不出来。"
    ),
    "{says} {holds} of {all} cases.": "{says} {holds} 个（共 {all} 个）。",
    "{amount} ({low} to {high})": "{amount}（95% 区间：{low} 到 {high}）",
    "unknown": "未知",
    "above {margin}": "大于 {margin}",
    "not above {margin}": "不大于 {margin}",
    "not clearly above {margin}": "看不出是否大于 {margin}",
    "below {margin}": "小于 {margin}",
    "not below {margin}": "不小于 {margin}",
    "not clearly below {margin}": "看不出是否小于 {margin}",
    "no loss beyond the {allowed} allowed": "损失没有超过容许的 {allowed}",
    "a loss beyond the {allowed} allowed": "损失超过了容许的 {allowed}",
    "not clearly within the loss of {allowed} allowed": "看不出损失是否在容许的 {allowed} 之内",
    "{failed} of {count} repeats failed ({metric})": (
        "{count} 次重复中有 {failed} 次失败（{metric}）"
    ),
    "It holds.": "论断成立。",
    "It holds in part.": "论断部分成立。",
    "It does not hold.": "论断不成立。",
    "The data do not decide it.": "数据不足以判定。",
    "False is: {parts}.": "不成立的是：{parts}。",
    "Open is: {parts}.": "尚无定论的是：{parts}。",
    "About {count} repeats would decide.": "大约需要 {count} 次重复才能判定。",
    "{sentence} Of so many parts one may look so by chance.": (
        "{sentence}部分这么多，有一个看起来如此也可能只是碰巧。"
    ),
}

_PUBLISHED = {
    "{published:.2f} % is {apart} our mean of {mean:.2f} %, which {luck} of one training: one of "
    "ours is as far off with a chance of {chance}{cause}": (
        "{published:.2f}% 比我们的平均值 {mean:.2f}% {apart}，{luck}：我们的一次训练也差这么多的可"
        "能为 {chance}{cause}"
    ),
    "{points:.2f} points above": "高 {points:.2f} 个百分点",
    "{points:.2f} points below": "低 {points:.2f} 个百分点",
    "may be the luck": "可能只是一次训练的运气",
    "is hardly the luck": "难以归于一次训练的运气",
    "; the book's fixed order of samples and its float64 change our mean by {gain} points (95 % "
    "interval {low} to {high})": (
        "；书中固定的样本顺序和 float64 使我们的平均值变化 {gain} 个百分点（95% 区间：{low} 到 "
        "{high}）"
    ),
    "book": "书中",
    "book (republished course text)": "书中（重新发表的课程文本）",
    "author's repository {commit}": "作者的代码库 {commit}",
}

_COMMON = {
    "exact": "精确",
    "hidden": "隐藏层",
    "output": "输出层",
    "linear": "线性",
    "sigmoid": "S 函数",
    "step": "阶跃函数",
    "fan_out draws first weights as the book's first printing does, with deviation 1/√(nodes of "
    "the next layer); fan_in as its later code does, with 1/√(incoming links)": (
        "fan_out 像书的第一次印刷那样抽取初始链接权重，标准差为 1/√(下一层的节点数)；fan_in 则像后"
        "来的代码那样，标准差为 1/√(传入链接数)"
    ),
    "{metric} lost from the best epoch to the last ({where})": (
        "从最好的世代到最后一个世代损失的{metric}（{where}）"
    ),
    "{where}, {metric} is best after epoch {best} (95 % confidence set: {possible}) and loses from "
    "there to epoch {last}": (
        "{where}时，{metric}在第 {best} 世代之后最好（95% 置信集：{possible}），从那里到第 {last} "
        "世代损失"
    ),
}

_PREDICTOR = {
    "error left, share of the first, step {step:g}": "剩下的误差占最初误差的比例，步长 {step:g}",
    "{count} corrections by {step:g} of the error leave of the first error": (
        "按误差的 {step:g} 修正 {count} 次后，剩下的误差是最初误差的"
    ),
    "error left by corrections all alike, over that of those by the error": (
        "每次修正相同时剩下的误差与按误差修正时的之比"
    ),
    "corrections that do not shrink with the error leave more, by": (
        "修正不随误差缩小时，剩下的误差是随误差缩小时的"
    ),
    "corrections of {least:g} times the error make it grow": (
        "按误差的 {least:g} 倍修正，误差反而变大"
    ),
}

_MODERATION = {
    "spread of the final slope over orders, lr {naive:g} less lr {moderate:g}": (
        "不同顺序下最终斜率的分散程度，学习率 {naive:g} 的减去 {moderate:g} 的"
    ),
    "the order of the bugs moves the final slope more with naive updates than with a learning rate "
    "of {moderate:g}, by": (
        "虫子的先后顺序使最终斜率变动，不加节制的更新比学习率 {moderate:g} 时多"
    ),
    "miss of the other bugs less that of the last one, in cm": (
        "对其他虫子的偏差减去对最后一只的（厘米）"
    ),
    "a naive line misses the other bugs by more than the last one, by": (
        "不加节制的直线对其他虫子的偏差比对最后一只大"
    ),
    "test accuracy of lr {moderate:g} less that of lr {naive:g}": (
        "学习率 {moderate:g} 的测试准确率减去 {naive:g} 的"
    ),
    "on bugs it has not seen the moderate line is better by": (
        "对没有见过的虫子，有节制的直线的准确率高"
    ),
    "with the book's two bugs the naive slope is always {one:g} or {other:g}, as the last of them "
    "has it": "只用书中的两只虫子时，不加节制的斜率总是 {one:g} 或 {other:g}，由最后一只决定",
}

_NOISE = {
    "accuracy lost to {noise:.0%} wrong labels, lr {large:g} less lr {moderate:g}": (
        "{noise:.0%} 的标签错误所损失的准确率，学习率 {large:g} 的减去 {moderate:g} 的"
    ),
    "{noise:.0%} wrong labels cost a learning rate of {large:g} more test accuracy than one of "
    "{moderate:g}, by": (
        "{noise:.0%} 的标签错误时，学习率 {large:g} 损失的测试准确率比 {moderate:g} 多"
    ),
    "test accuracy with wrong labels, lr {moderate:g} less lr {large:g}": (
        "有错误标签时的测试准确率，学习率 {moderate:g} 的减去 {large:g} 的"
    ),
    "with these labels a learning rate of {moderate:g} is better, by": (
        "用这些标签时，学习率 {moderate:g} 的准确率高出"
    ),
    "the smaller rate is {gain:.1f} points better without wrong labels as well": (
        "没有错误标签时，较小的学习率也高 {gain:.1f} 个百分点"
    ),
    "without wrong labels the smaller rate is {points:.1f} points better: it is noise that makes "
    "moderation pay": (
        "没有错误标签时，较小的学习率高 {points:.1f} 个百分点：是噪声使节制有了好处"
    ),
    "without wrong labels the smaller rate is {points:.1f} points worse: it is noise that makes "
    "moderation pay": (
        "没有错误标签时，较小的学习率低 {points:.1f} 个百分点：是噪声使节制有了好处"
    ),
}

_XOR = {
    "several classifiers can and one cannot": "几个分类器能，一个不能",
    "share of networks of {most} hidden nodes that learn XOR": (
        "{most} 个隐藏层节点的网络学会 XOR 的比例"
    ),
    "with {most} hidden nodes, networks get all four cases of XOR right in": (
        "有 {most} 个隐藏层节点时，把 XOR 的四种情况全部答对的网络占"
    ),
    "share of single linear classifiers that learn XOR": "单个线性分类器学会 XOR 的比例",
    "without hidden nodes, they do in": "没有隐藏层节点时，全部答对的占",
    "share of single linear classifiers that learn AND and OR": (
        "单个线性分类器既学会 AND 又学会 OR 的比例"
    ),
    "without hidden nodes, they learn both AND and OR in": (
        "没有隐藏层节点时，AND 和 OR 都学会的占"
    ),
    "the fewest hidden nodes that ever learn XOR are {first}, in {share:.0f} % of runs": (
        "最少用 {first} 个隐藏层节点学会过 XOR，占训练的 {share:.0f}%"
    ),
}

_THRESHOLD = {
    "quiet for one medium input, fired by a strong one and by three": (
        "对一个中等输入保持安静，被一个强输入或三个中等输入激发"
    ),
    "answer of a sigmoid to one input of {strength:g}": (
        "S 函数对一个强度为 {strength:g} 的输入的输出"
    ),
    "to one input of {strength:g}, half the threshold, a sigmoid answers": (
        "对一个强度为 {strength:g}（阈值的一半）的输入，S 函数输出"
    ),
    "to one strong input of {strength:g} it answers": (
        "对一个强度为 {strength:g} 的强输入，它输出"
    ),
    "answer of a sigmoid to three inputs of {strength:g}": (
        "S 函数对三个强度为 {strength:g} 的输入的输出"
    ),
    "to three medium inputs of {strength:g} together it answers": (
        "对三个强度为 {strength:g} 的中等输入，它输出"
    ),
    "noise that a sigmoid passes on over that of a linear neuron": (
        "S 函数传递的噪声与线性神经元的之比"
    ),
    "of the noise around a weak input of {strength:g} it passes on, next to a linear neuron,": (
        "对强度为 {strength:g} 的微弱输入，它传递的噪声是线性神经元的"
    ),
    "a sigmoid has a threshold only where a bias shifts it: without one, as in the book's own "
    "networks, it answers {nothing:.2f} to no signal at all and {weak:.2f} to the weak one": (
        "S 函数要靠偏置移动才有阈值：没有偏置时（如书中的网络），它在毫无信号时输出 {nothing:.2f}，"
        "对微弱信号输出 {weak:.2f}"
    ),
}

_ACTIVATION = {
    "test accuracy of sigmoid hidden nodes less that of step ones": (
        "隐藏层节点用 S 函数的测试准确率减去用阶跃函数的"
    ),
    "each at its best learning rate ({one:g} and {other:g}), hidden nodes with a sigmoid are more "
    "accurate than with a step, by": (
        "各取自己最好的学习率（{one:g} 和 {other:g}），隐藏层节点用 S 函数的准确率比用阶跃函数高"
    ),
    "test accuracy of sigmoid hidden nodes less that of {best} ones": (
        "隐藏层节点用 S 函数的测试准确率减去用 {best} 的"
    ),
    "the sigmoid has the accuracy of the best other ({best}, chosen on validation data) plus": (
        "S 函数的准确率与其他激活函数中最好的（{best}，由验证数据选出）相比，差值为"
    ),
    "the step still gets {step:.1f} %: its own links cannot learn, as its slope is 0, but the "
    "output nodes learn to read its random features": (
        "阶跃函数仍能答对 {step:.1f}%：它的斜率为 0，所以它自己的链接学不到东西，但输出层节点学会了"
        "利用它随机得出的特征"
    ),
    "other smooth curves serve as well: {others}": "其他平滑的曲线也能用：{others}",
}

_DAMAGE = {
    "links cut": "切断链接",
    "hidden nodes cut": "切断隐藏层节点",
    "noise on the inputs": "输入加噪声",
    "test accuracy gained by {share:g} {kind}, {size} hidden nodes": (
        "{kind} {share:g} 所增加的测试准确率，{size} 个隐藏层节点"
    ),
    "with {damage}, networks of {size} hidden nodes have the accuracy of whole ones plus": (
        "{damage}，{size} 个隐藏层节点的网络的准确率与完好时相比，差值为"
    ),
    "{share:.0%} of the links cut": "切断 {share:.0%} 的链接后",
    "{share:.0%} of the hidden nodes cut": "切断 {share:.0%} 的隐藏层节点后",
    "noise of deviation {share:g} on the inputs": "输入加上标准差为 {share:g} 的噪声后",
    "it takes spare nodes: networks of {size} lose {lost:.1f} points with {share:.0%} of them "
    "cut": (
        "这需要有富余的节点：{size} 个节点的网络切断其中 {share:.0%} 会损失 {lost:.1f} 个百分点"
    ),
}

_MATRIX = {
    "the same sums, faster": "得到的和相同，而且更快",
    "time of loops over that of a product, {nodes} nodes": (
        "循环与矩阵乘法的用时之比，{nodes} 个节点"
    ),
    "time of loops over that of a product, {nodes} nodes, above ×10": (
        "循环与矩阵乘法的用时之比，{nodes} 个节点，是否超过 10 倍"
    ),
    "for {nodes} nodes the product is faster than loops, by": (
        "{nodes} 个节点时，矩阵乘法的速度是循环的"
    ),
    "largest difference of any sum at any size": "任何大小下各个和的最大差别",
    "the sums of both ways differ at most by": "两种算法得到的和最多相差",
    "small layers gain little: ×{factor:.1f} for {nodes} nodes": (
        "小的层快得不多：{nodes} 个节点时为 {factor:.1f} 倍"
    ),
}

_ERROR_SPLIT = {
    "not normalised": "不归一化",
    "split by weight": "按链接权重分割",
    "split by size of weight": "按链接权重的绝对值分割",
    "it learns, as well as with the book's split": "它能学会，而且与书中的分割一样好",
    "test accuracy with errors {plain} less that with errors {name}": (
        "误差{plain}的测试准确率减去{name}的"
    ),
    "each at its best learning rate ({one:g} and {other:g}), errors {plain} give the accuracy of "
    "errors {name} plus": (
        "各取自己最好的学习率（{one:g} 和 {other:g}），误差{plain}的准确率与{name}相比，差值为"
    ),
    "test accuracy with errors {plain}": "误差{plain}的测试准确率",
    "with errors {plain}, networks get right": "误差{plain}时，网络答对",
    "a split by weight divides by sums of positive and negative weights, which may come near to 0: "
    "as the book writes it, it is for weights of one sign": (
        "按链接权重分割时，除数是有正有负的链接权重之和，可能接近 0：书中的写法只适合符号相同的链接"
        "权重"
    ),
}

_TRUE_GRADIENT = {
    "share of samples whose error a short step down the slope lowers": (
        "沿斜率走一小步后误差降低的样本所占的比例"
    ),
    "a short step down the slope lowers the error of its sample in": (
        "沿斜率走一小步，误差降低的样本占"
    ),
    "share of samples whose error a short step by the book's rule lowers": (
        "按书中的规则走一小步后误差降低的样本所占的比例"
    ),
    "a short step by the rule of the book's program does in": (
        "按书中程序的规则走一小步，误差降低的样本占"
    ),
    "test accuracy by the book's rule less that by the exact rule": (
        "书中规则的测试准确率减去精确规则的"
    ),
    "each at its best learning rate ({one:g} and {other:g}), the book's rule has the accuracy of "
    "the exact one plus": (
        "各取自己最好的学习率（{one:g} 和 {other:g}），书中规则的准确率与精确规则相比，差值为"
    ),
    "the book's program does not follow the true slope in its hidden layer: the cosine between the "
    "two directions is {cosine:.2f} on average": (
        "书中的程序在隐藏层并不沿着真正的斜率：两个方向之间的余弦平均为 {cosine:.2f}"
    ),
}

_STEP_SIZE = {
    "moderate steps settle and too long ones do not": "适中的步子停得下来，太大的停不下来",
    "share of descents that settle at the bottom of the bowl, step {step:g}": (
        "停在碗底的下降所占的比例，步长 {step:g}"
    ),
    "steps of {step:g} times the slope settle at the bottom of the bowl in": (
        "步子为斜率的 {step:g} 倍时，停在碗底的下降占"
    ),
    "steps of {step:g} times the slope, which overshoot, settle there in": (
        "步子为斜率的 {step:g} 倍时会越过目标，停在那里的占"
    ),
    "movement of a constant step less that of a shrinking one, step {step:g}": (
        "固定的步子的移动量减去逐渐缩小的步子的，步长 {step:g}"
    ),
    "at the bottom of the bowl a step of {step:g} that stays as long still moves x by more than "
    "one that shrinks with the slope, by": (
        "在碗底，长度固定为 {step:g} 的步子仍使 x 移动，比随斜率缩小的步子多"
    ),
    "share of descents that find the lowest point between jumps, step {step:g}": (
        "在跳跃之间找到最低点的下降所占的比例，步长 {step:g}"
    ),
    "on the function with jumps, steps that follow the slope find the lowest point in": (
        "在有跳跃的函数上，随斜率变化的步子找到最低点的占"
    ),
    "with two valleys, {share:.0f} % of random starts end in the deeper one: a shrinking step "
    "settles, but in the valley where it happens to begin": (
        "有两个山谷时，{share:.0f}% 的随机起点最后落在较深的那个：逐渐缩小的步子停得下来，但停在碰"
        "巧出发的那个山谷里"
    ),
}

_NOT_EXACT = {
    "wrong steps": "走错的步子",
    "inputs replaced by noise": "换成噪声的输入",
    "test accuracy gained by {share:.0%} {kind}": "{share:.0%} {kind}所增加的测试准确率",
    "{inexact} give the accuracy of exact ones plus": "{inexact}，准确率与精确时相比，差值为",
    "steps of which {share:.0%} go in a random direction": "{share:.0%} 的步子方向随机时",
    "training pixels of which {share:.0%} are noise": "{share:.0%} 的训练像素是噪声时",
    "with {most:.0%} of wrong steps it is {lost:.1f} points": (
        "走错的步子占 {most:.0%} 时，损失 {lost:.1f} 个百分点"
    ),
}

_MANY_WEIGHTS = {
    "descent": "梯度下降",
    "trying all values": "逐一尝试所有的值",
    "evaluations by trying all values over those by descent, {count} weights": (
        "逐一尝试与梯度下降的计算次数之比，{count} 个链接权重"
    ),
    "for {count} weights, trying all values takes more evaluations than descent, by": (
        "有 {count} 个链接权重时，逐一尝试的计算次数是梯度下降的"
    ),
    "factor on the cost of trying all values for each weight more": (
        "每多一个链接权重，逐一尝试的代价所乘的倍数"
    ),
    "each weight more multiplies the cost of trying all values by": (
        "每多一个链接权重，逐一尝试的代价变为原来的"
    ),
    "power of the number of weights with which the cost of descent grows": (
        "梯度下降的代价与链接权重个数的几次方成正比"
    ),
    "up to {most} weights, the cost of descent grows as their number to the power of": (
        "直到 {most} 个链接权重，梯度下降的代价与其个数的幂成正比，幂次为"
    ),
    "the largest network of the book has 397,000 weights": ("书中最大的网络有 397,000 个链接权重"),
}

_SLOPE = {
    "the slope in both layers": "在两层中都是斜率",
    "distance of the exact step from the slope of the {layer} layer, relative": (
        "精确的步子与{layer}斜率的相对距离"
    ),
    "in the {layer} layer, the step that calculus gives is off the measured slope by a share of": (
        "在{layer}，微积分给出的步子与测得的斜率相差，占斜率长度的"
    ),
    "the program of the book leaves the slope of the output nodes out of the hidden errors: its "
    "hidden step is off the slope by {share:.0f} % of its length, at an angle of {angle:.0f}° on "
    "average; its output step is exact": (
        "书中的程序在隐藏层误差中略去了输出层节点的斜率：它在隐藏层的步子与斜率相差，达斜率长度的 "
        "{share:.0f}%，平均夹角为 {angle:.0f}°；它在输出层的步子是精确的"
    ),
}

_SETTLES = {
    "movement of the weights in a pass after {last} epochs over that after {first}": (
        "{last} 个世代之后，一个世代中链接权重的移动量与 {first} 个世代之后的之比"
    ),
    "after {last} passes, one more moves the weights, next to one after {first}, by": (
        "{last} 个世代之后再训练一个世代，链接权重的移动量是 {first} 个世代之后的"
    ),
    "share of training records that come out right, less all of them": (
        "答对的训练记录所占的比例减去全部答对"
    ),
    "of the records that it was trained on, the network gets right all plus": (
        "网络答对训练记录的比例与全部答对相比，差值为"
    ),
    "distance of outputs from their targets after {last} epochs over that after {first}": (
        "{last} 个世代之后输出与目标值的距离与 {first} 个世代之后的之比"
    ),
    "its outputs are off their targets, next to those after {first}, by": (
        "输出与目标值的距离是 {first} 个世代之后的"
    ),
    "a pass still moves the weights by {length:.2g} % of their length, and outputs are off their "
    "targets by {off:.2g} on average": (
        "一个世代仍使链接权重移动其长度的 {length:.2g}%，输出与目标值平均相差 {off:.2g}"
    ),
}

_SATURATION = {
    "first weights of {scale:g} times the usual size": "{scale:g} 倍于通常大小的初始链接权重",
    "inputs up to {end:g} instead of 1": "最大为 {end:g} 而不是 1 的输入",
    "share of saturated hidden outputs with {what}, less the usual share": (
        "用 {what}时饱和的隐藏层输出所占的比例减去通常的比例"
    ),
    "{what} saturate more of the hidden outputs, by": "{what}使饱和的隐藏层输出增加",
    "test accuracy lost by {what}": "{what}损失的测试准确率",
    "they cost, at the learning rate that suits them best,": ("在最适合它们的学习率下，准确率损失"),
    "{what} saturate and harm": "{what}使网络饱和并造成损失",
    "learning stopped by {what}": "{what}使学习停止",
    "with {what} networks get right": "用 {what}时，网络答对",
    "where hidden nodes are saturated the output nodes go on learning from what they say": (
        "隐藏层节点饱和之后，输出层节点仍能从它们的输出中学习"
    ),
}

_ZEROS = {
    "test accuracy with {what}": "用 {what}时的测试准确率",
    "first weights of 0": "全为 0 的初始链接权重",
    "first weights that are all 1": "全为 1 的初始链接权重",
    "inputs of 0 instead of 0.01": "为 0 而不是 0.01 的输入",
    "networks whose links from inputs of 0 do not move, while others do": (
        "输入为 0 的链接不移动而其他链接移动的网络"
    ),
    "a step moves no link from an input of 0, while it moves others, in": (
        "一步不移动任何输入为 0 的链接，而移动其他链接的，有"
    ),
    "weights that are alike do not stop moving, but all hidden nodes stay copies of one another": (
        "相同的链接权重不会停止移动，但所有隐藏层节点始终一模一样"
    ),
    "inputs of 0 change accuracy by {change}: they keep only their own links from moving, and only "
    "for their sample": (
        "输入为 0 使准确率变化 {change}：它们只使自己的链接不移动，而且只在那个样本上"
    ),
}

_INIT_SCALE = {
    "1/√incoming": "1/√传入链接数",
    "1/√next layer": "1/√下一层节点数",
    "uniform ±0.5": "均匀分布 ±0.5",
    "uniform ±1": "均匀分布 ±1",
    "{scale:g} times {name}": "{scale:g} 倍的 {name}",
    "test accuracy lost by first weights from -1 to 1, whatever the number of links": (
        "不管链接数目、在 -1 到 1 之间的初始链接权重损失的测试准确率"
    ),
    "first weights from -1 to 1, not scaled by the number of links, cost": (
        "在 -1 到 1 之间、不按链接数缩放的初始链接权重使准确率损失"
    ),
    "test accuracy lost by first weights {scale:g} times as large": (
        "初始链接权重为 {scale:g} 倍时损失的测试准确率"
    ),
    "first weights {scale:g} times as large cost": "初始链接权重为 {scale:g} 倍时，准确率损失",
    "test accuracy of first weights of 1/√incoming links less that of {best}": (
        "初始链接权重为 1/√传入链接数的测试准确率减去 {best} 的"
    ),
    "first weights of deviation 1/√incoming links give the accuracy of the best others tried "
    "({best}, chosen on validation data) plus": (
        "标准差为 1/√传入链接数的初始链接权重，准确率与试过的其他方法中最好的（{best}，由验证数据"
        "选出）相比，差值为"
    ),
    "small matters less than not large: {scale:g} times the size costs {lost:.1f} points": (
        "要紧的是不能大，小一些倒不要紧：大小为 {scale:g} 倍时损失 {lost:.1f} 个百分点"
    ),
    "test accuracies: {others}": "测试准确率：{others}",
}

_INPUT_RANGE = {
    "each range serves on some problem": "两种范围各有适合的问题",
    "{data} with biases": "{data}（有偏置）",
    "test accuracy, inputs 0.01 to 1 less inputs -1 to 1, {problem}": (
        "输入取 0.01 到 1 的测试准确率减去取 -1 到 1 的，{problem}"
    ),
    "on {problem}, inputs from 0.01 to 1 are better than from -1 to 1, by": (
        "在 {problem} 上，输入取 0.01 到 1 的准确率比取 -1 到 1 高"
    ),
    "test accuracy, inputs -1 to 1 less inputs 0.01 to 1, {problem}": (
        "输入取 -1 到 1 的测试准确率减去取 0.01 到 1 的，{problem}"
    ),
    "on {problem}, inputs from -1 to 1 have the accuracy of 0.01 to 1 plus": (
        "在 {problem} 上，输入取 -1 到 1 的准确率与取 0.01 到 1 相比，差值为"
    ),
    "points gained by inputs from -1 to 1, each at its best learning rate: {gains}": (
        "输入取 -1 到 1 提高的百分点，各取自己最好的学习率：{gains}"
    ),
    "{problem} {gain:+.1f}": "{problem}：{gain:+.1f}",
    "without biases a sigmoid network cannot learn XOR from inputs of -1 and 1 at all: opposite "
    "inputs make hidden outputs h and 1 - h, to both of which no output node without a bias can "
    "say yes, or to both no, as it must": (
        "没有偏置的 S 函数网络根本无法从 -1 和 1 的输入学会 XOR：相反的输入使隐藏层输出为 h 和 1 - "
        "h，没有偏置的输出层节点不可能对两者都答是，或都答否，而这正是必须做到的"
    ),
}

_TARGETS = {
    "targets of {pair}": "目标值取 {pair}",
    "0 and 1": "0 和 1",
    "-0.1 and 1.1": "-0.1 和 1.1",
    "-1 and 2": "-1 和 2",
    "longer or saturated": "更长或饱和",
    "length of the weights with {what} over 0.01 and 0.99": (
        "{what} 与取 0.01 和 0.99 时链接权重的长度之比"
    ),
    "after {passes} with {what} the weights are longer than with 0.01 and 0.99, by": (
        "{what}，训练 {passes}之后，链接权重的长度是取 0.01 和 0.99 时的"
    ),
    "saturated hidden outputs with {what} less 0.01 and 0.99": (
        "{what} 时饱和的隐藏层输出减去取 0.01 和 0.99 时的"
    ),
    "more of the hidden outputs are saturated, by": "饱和的隐藏层输出多出",
    "test accuracy lost with {what}": "{what} 损失的测试准确率",
    "they cost": "准确率损失",
    "{what} drive weights up or saturate, and harm": (
        "{what} 使链接权重变大或使网络饱和，并造成损失"
    ),
}

_NO_UNIVERSAL = {
    "{data} ({count} records)": "{data}（{count} 条记录）",
    "accuracy that the best all-rounder, {size} hidden nodes, loses where it loses most": (
        "最全面的设置（{size} 个隐藏层节点）在损失最大之处损失的准确率"
    ),
    "the setting of {size} hidden nodes loses most on {problem}, against the best there:": (
        "{size} 个隐藏层节点的设置在 {problem} 上损失最大，比那里最好的低"
    ),
    "what is enough for one problem is not for another": "对一个问题足够的，对另一个不够",
    "test accuracy of {size} hidden nodes on {problem} less that of the best there": (
        "{size} 个隐藏层节点在 {problem} 上的测试准确率减去那里最好的"
    ),
    "on {problem}, {size} hidden nodes have the accuracy of the best plus": (
        "在 {problem} 上，{size} 个隐藏层节点的准确率与最好的相比，差值为"
    ),
    "test accuracy lost by {size} hidden nodes on {problem} against the best there": (
        "{size} 个隐藏层节点在 {problem} 上与那里最好的相比损失的测试准确率"
    ),
    "on {problem}, {size} hidden nodes lose": ("在 {problem} 上，{size} 个隐藏层节点的准确率损失"),
    "the smallest number of hidden nodes within a point of the best: {each}": (
        "与最好的相差不到一个百分点的最少隐藏层节点数：{each}"
    ),
    "{problem} {size}": "{problem}：{size}",
    "each setting is taken at the learning rate that suits it best on validation data": (
        "每个设置都取验证数据上最适合它的学习率"
    ),
}

_LAYERS = {
    "test accuracy between the best and the worst number of hidden layers": (
        "最好与最差的隐藏层层数的测试准确率之差"
    ),
    "test accuracy between the best and the worst activation": (
        "最好与最差的激活函数的测试准确率之差"
    ),
    "{good} is better than {poor} by": "{good}的准确率比 {poor}高",
    "a network without hidden layers": "没有隐藏层的网络",
    "{count} hidden layer of {activation}": "{count} 个用 {activation} 的隐藏层",
    "{count} hidden layers of {activation}": "{count} 个用 {activation} 的隐藏层",
    "the best of each depth: {told}": "每种层数中最好的：{told}",
    "{setting} {share:.1f} % (lr {lr:g})": "{setting} {share:.1f}%（学习率 {lr:g}）",
    "the best activation depends on the number of hidden layers: {told}": (
        "最好的激活函数取决于隐藏层的层数：{told}"
    ),
    "{name} with {count}": "{count} 层时为 {name}",
    "at an end of the learning rates tried, and so perhaps better still: {told}": (
        "最好的学习率在试过的范围的一端，因此也许还能更好：{told}"
    ),
}

_LR_SWEET_SPOT = {
    "better than both ends ({init})": "比两端都好（{init}）",
    "test accuracy of lr {sweet:g} less that of {end:g}": (
        "学习率 {sweet:g} 的测试准确率减去 {end:g} 的"
    ),
    "with {init} a learning rate of {sweet:g} is better than {end:g}, by": (
        "用 {init} 时，学习率 {sweet:g} 的准确率比 {end:g} 高"
    ),
}

_EPOCHS = {
    "test accuracy after {judged} epochs less that after {once} ({init}, lr {lr:g})": (
        "{judged} 个世代之后的测试准确率减去 {once} 个世代之后的（{init}，学习率 {lr:g}）"
    ),
    "with {init} and lr {lr:g}, {judged} epochs are more accurate than {once}, by": (
        "用 {init} 和学习率 {lr:g} 时，{judged} 个世代的准确率比 {once} 个高"
    ),
    "of epochs {once} to {last} the most accurate on average is, {found}": (
        "在第 {once} 到 {last} 世代中，平均最准确的是：{found}"
    ),
    "{init}, lr {lr:g}: epoch {best:g} (may be {possible})": (
        "{init}、学习率 {lr:g} 时为第 {best:g} 世代（可能是{possible}）"
    ),
}

_OVERFITTING = {
    "worse on unseen data and not on training data": ("对没有见过的数据变差，对训练数据没有变差"),
    "with {init} and {samples}": "用 {init} 和 {samples}",
    "all training samples": "全部训练样本",
    "{size:,.0f} training samples": "{size:,.0f} 个训练样本",
    "accuracy on training data after epoch {last} less that after {best} ({where})": (
        "第 {last} 世代之后训练数据上的准确率减去第 {best} 世代之后的（{where}）"
    ),
    "{where}, accuracy on training data is after epoch {last} that after epoch {best} plus": (
        "{where}时，第 {last} 世代之后训练数据上的准确率与第 {best} 世代之后相比，差值为"
    ),
    "test loss is lowest, {losses}": "测试损失最低之处：{losses}",
    "{init}, {samples}: after epoch {best:g} ({verdict})": (
        "{init}、{samples}时在第 {best:g} 世代之后（{verdict}）"
    ),
    "lost from the best epoch to the last at other rates, {others}": (
        "其他学习率下，从最好的世代到最后一个世代的损失：{others}"
    ),
    "{init}, {samples}, lr {lr:g}: {lost}": "{init}、{samples}、学习率 {lr:g} 时 {lost}",
}

_SMALLER_STEPS = {
    "test accuracy of lr {small:g} less that of {large:g} after {many} epochs ({init})": (
        "{many} 个世代之后，学习率 {small:g} 的测试准确率减去 {large:g} 的（{init}）"
    ),
    "with {init}, after {many} epochs a learning rate of {small:g} is better than {large:g}, by": (
        "用 {init} 时，{many} 个世代之后，学习率 {small:g} 的准确率比 {large:g} 高"
    ),
    "what {small:g} gains over {large:g} after {many} epochs, less that after {few} ({init})": (
        "{many} 个世代之后 {small:g} 比 {large:g} 高出的，减去 {few} 个世代之后的（{init}）"
    ),
    "with {init}, {small:g} gains on {large:g} from epoch {few} to {many}": (
        "用 {init} 时，从第 {few} 到第 {many} 世代，{small:g} 相对于 {large:g} 的优势增加"
    ),
}

_REPETITION = {
    "one training misleads and {several} do less ({init})": (
        "训练 1 次会误导人，训练 {several} 次则少一些（{init}）"
    ),
    "share of choices by one training of each rate that name another ({init})": (
        "每个学习率只训练一次时，选出另一个学习率的比例（{init}）"
    ),
    "with {init}, one training of each learning rate names another as best than the mean of all "
    "others does, in": (
        "用 {init} 时，每个学习率只训练一次，选出的最好值与其余各次的平均所选不同的占"
    ),
    "accuracy lost by choosing by one training, less that by {several} ({init})": (
        "按 1 次训练选择所损失的准确率，减去按 {several} 次选择的（{init}）"
    ),
    "with {init}, choosing by one training of each costs more accuracy than by {several}, by": (
        "用 {init} 时，按各 1 次训练选择所损失的准确率，比按 {several} 次多"
    ),
    "{init}: the mean of all trainings is best at {top:g}, where single ones differ by a standard "
    "deviation of {points:.2f} points": (
        "{init}：所有训练的平均值在 {top:g} 处最好，那里单次训练的标准差为 {points:.2f} 个百分点"
    ),
}

_CAPACITY = {
    "test accuracy of {most} hidden nodes less that of {few} at their best ({init})": (
        "{most} 个隐藏层节点的测试准确率减去 {few} 个在最好情况下的（{init}）"
    ),
    "with {init}, {few} hidden nodes at the best of the settings tried (lr {lr:g}, {epochs} "
    "epochs) are less accurate than {most}, by": (
        "用 {init} 时，{few} 个隐藏层节点在试过的最好设置下（学习率 {lr:g}，{epochs} 个世代），准确"
        "率比 {most} 个低"
    ),
    "test accuracy of {few} hidden nodes at their best ({init})": (
        "{few} 个隐藏层节点在最好情况下的测试准确率（{init}）"
    ),
    "with {init}, {few} hidden nodes at their best get right": (
        "用 {init} 时，{few} 个隐藏层节点在最好情况下答对"
    ),
}

_DIMINISHING = {
    "accuracy gained by a doubling from {few} to {usual} nodes, less that beyond ({init})": (
        "节点从 {few} 到 {usual} 个，每增加一倍所提高的准确率，减去节点更多时的（{init}）"
    ),
    "with {init}, each doubling of the hidden nodes from {few} to {usual} adds more than from "
    "{usual} to {most}, by": (
        "用 {init} 时，隐藏层节点每增加一倍所提高的准确率，从 {few} 到 {usual} 个比从 {usual} 到 "
        "{most} 个多"
    ),
    "test accuracy gained by a doubling of hidden nodes beyond {usual} ({init})": (
        "隐藏层节点超过 {usual} 个之后，每增加一倍所提高的测试准确率（{init}）"
    ),
    "with {init}, each doubling of the hidden nodes from {usual} to {most} adds": (
        "用 {init} 时，隐藏层节点从 {usual} 到 {most} 个，每增加一倍，准确率提高"
    ),
    "training time of {most} hidden nodes over that of {usual} ({init})": (
        "{most} 个隐藏层节点与 {usual} 个的训练时间之比（{init}）"
    ),
    "with {init}, training {most} nodes takes longer than {usual}, by": (
        "用 {init} 时，训练 {most} 个节点所用的时间是 {usual} 个的"
    ),
}

_WHERE_LEARNING = {
    "to the hidden nodes": "通向隐藏层节点",
    "to the output nodes": "通向输出层节点",
    "both kinds of links learn ({init})": "两种链接都在学习（{init}）",
    "test accuracy lost with the links {which} frozen": "冻结{which}的链接损失的测试准确率",
    "with {init}, keeping the first weights of the links {which} costs": (
        "用 {init} 时，{which}的链接保持初始权重不变，准确率损失"
    ),
    "test accuracy with all links frozen ({init})": "全部链接冻结时的测试准确率（{init}）",
    "with {init} and all of them kept the network gets right": (
        "用 {init} 时，全部链接保持不变的网络答对"
    ),
    "test accuracy of networks that learn, {others}": "学习后的测试准确率：{others}",
    "{init}: {all:.1f} % with all, {after:.1f} % with the links to the output nodes alone, "
    "{before:.1f} % with those to the hidden nodes alone": (
        "{init} 时，全部链接学习为 {all:.1f}%，只有通向输出层节点的链接学习为 {after:.1f}%，只有通"
        "向隐藏层节点的链接学习为 {before:.1f}%"
    ),
}

_OWN_DIGITS = {
    "own pictures": "自己的图片",
    "other writers' digits": "别人写的数字",
    "drawn digits": "程序画的数字",
    "test images of their own data": "自己数据的测试图像",
    "of one's own handwriting": "自己的手写数字",
    "of other writers' digits (scikit-learn's, by 43 people, enlarged from 8×8 pixels)": (
        "别人写的数字，由 43 人所写，来自 scikit-learn，由 8×8 像素放大"
    ),
    "drawn by a program with a pen, there being no handwriting but the training data's": (
        "程序用笔画的数字，因为除训练数据外没有手写数字"
    ),
    "share of {count:,} pictures that most networks read ({sources}, {init})": (
        "{count:,} 张图片中多数网络认对的比例（{sources}，{init}）"
    ),
    "with {init}, of {count:,} pictures, {kinds}, most networks read": (
        "用 {init} 时，{count:,} 张图片（{kinds}）中，多数网络认对"
    ),
    "no pictures of one's own were there: put PNGs such as my_own_3.png, named by the digit that "
    "they show, into the folder own_digits of NNEXP_DATA_DIR": (
        "没有自己的图片：请把 my_own_3.png 这样以所写数字命名的 PNG 放进 NNEXP_DATA_DIR 的 "
        "own_digits 文件夹"
    ),
    "pictures by one writer are more alike than others, and it is not known who wrote which: the "
    "interval takes them as independent": (
        "同一个人写的图片彼此更相似，而不知道哪张是谁写的：区间把它们当作互相独立"
    ),
    "a network reads on average of {told}": "一个网络平均认对：{told}",
}

_BACKQUERY = {
    "share of digits whose backquery is most like their own mean picture ({init})": (
        "向后查询的图像与自己数字的平均图像最相似的比例（{init}）"
    ),
    "with {init}, of all pictures that networks give when run backwards, those most like their own "
    "digit are": "用 {init} 时，网络向后查询给出的所有图像中，与自己的数字最相似的占",
    "correlation of a digit's backquery with its mean picture ({init})": (
        "数字的向后查询图像与其平均图像的相关系数（{init}）"
    ),
    "with {init}, the correlation of a picture with its own digit's mean is": (
        "用 {init} 时，图像与自己数字的平均图像的相关系数为"
    ),
    "the same links in random order give {named:.0f} % and a correlation of {own:.2f}": (
        "把同样的链接打乱顺序，则为 {named:.0f}%，相关系数为 {own:.2f}"
    ),
    "run forwards, the networks read {read:.0f} % of their own pictures as the digit asked for: "
    "layer by layer, going back is rescaled and is no exact inverse": (
        "正向查询时，网络把自己给出的图像中的 {read:.0f}% 认作所要的数字：向后查询逐层重新缩放，不"
        "是精确的逆运算"
    ),
    "most networks' pictures are liker another digit when asked for {digits}": (
        "要求给出 {digits} 时，多数网络的图像更像别的数字"
    ),
}

_ROTATION = {
    "test accuracy gained by copies turned by {angle:g}° at as many steps, lr {lr:g}": (
        "步数相同时旋转 {angle:g}° 的副本提高的测试准确率，学习率 {lr:g}"
    ),
    "at a learning rate of {lr:g}, {epochs} epochs with copies turned by {angle:g}° gain, over "
    "{more} epochs of the images alone, which are as many steps,": (
        "学习率 {lr:g} 时，加入旋转 {angle:g}° 的副本训练 {epochs} 个世代，与步数相同、只用原图像训"
        "练 {more} 个世代相比，准确率提高"
    ),
    "test accuracy gained by copies turned by {angle:g}° at as many epochs, lr {lr:g}": (
        "世代数相同时旋转 {angle:g}° 的副本提高的测试准确率，学习率 {lr:g}"
    ),
    "at a learning rate of {lr:g}, after {epochs} epochs copies turned by {angle:g}° gain": (
        "学习率 {lr:g} 时，{epochs} 个世代之后，旋转 {angle:g}° 的副本使准确率提高"
    ),
    "test accuracy lost by copies turned by {angle:g}° at as many steps, lr {lr:g}": (
        "步数相同时旋转 {angle:g}° 的副本损失的测试准确率，学习率 {lr:g}"
    ),
    "at a learning rate of {lr:g}, copies turned by {angle:g}° cost, at as many steps,": (
        "学习率 {lr:g} 时，在相同的步数下，旋转 {angle:g}° 的副本使准确率损失"
    ),
    "with as many steps the images alone are read best at lr {lr:g}": (
        "步数相同、只用原图像时，学习率 {lr:g} 最好"
    ),
}

MEASURED: Mapping[str, str] = MappingProxyType(
    {
        **_COMPOSED,
        **_PUBLISHED,
        **_COMMON,
        **_PREDICTOR,
        **_MODERATION,
        **_NOISE,
        **_XOR,
        **_THRESHOLD,
        **_ACTIVATION,
        **_DAMAGE,
        **_MATRIX,
        **_ERROR_SPLIT,
        **_TRUE_GRADIENT,
        **_STEP_SIZE,
        **_NOT_EXACT,
        **_MANY_WEIGHTS,
        **_SLOPE,
        **_SETTLES,
        **_SATURATION,
        **_ZEROS,
        **_INIT_SCALE,
        **_INPUT_RANGE,
        **_TARGETS,
        **_NO_UNIVERSAL,
        **_LAYERS,
        **_LR_SWEET_SPOT,
        **_EPOCHS,
        **_OVERFITTING,
        **_SMALLER_STEPS,
        **_REPETITION,
        **_CAPACITY,
        **_DIMINISHING,
        **_WHERE_LEARNING,
        **_OWN_DIGITS,
        **_BACKQUERY,
        **_ROTATION,
    }
)
