"""Chinese of the words in claims' charts, by their English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_AXES = {
    "learning rate {lr:g}": "学习率 {lr:g}",
    "lr {lr:g}": "学习率 {lr:g}",
    "test accuracy (%)": "测试准确率（%）",
    "first weights": "初始链接权重",
    "first weights {init}": "初始链接权重 {init}",
    "inputs": "输入",
    "saturated hidden outputs (%)": "饱和的隐藏层输出（%）",
    "Published: single trainings by the book and its author, with first weights fan_out.": (
        "已发表：书及其作者的单次训练，初始链接权重为 fan_out。"
    ),
    "Points: means over repeats; bars: 95 % intervals.": ("点：各次重复的平均值；竖线：95% 区间。"),
}

_ONE_TO_1_6 = {
    "A model of one parameter is tuned by its error": "一个参数的模型靠误差来调整",
    "Error of the miles per kilometre after {count} corrections, by their size.": (
        "经过 {count} 次修正后英里与公里换算系数的误差，按修正的大小。"
    ),
    "step (share of the error that one correction makes up for)": "步长（一次修正弥补误差的比例）",
    "error left, power of ten of the first": "剩下的误差（与最初误差之比，10 的幂次）",
    "no better than before": "不比原来好",
    "corrected": "修正方式",
    "by the error": "按误差",
    "all alike": "每次相同",
    "Moderate corrections let no single bug have its way": "适度的修正不会让一只虫子说了算",
    "Spread of the final slope over orders, how much more other bugs are missed than the last, and "
    "accuracy on new bugs, by learning rate.": (
        "最终斜率随顺序的分散程度、对其他虫子的偏差比对最后一只大多少，以及对新虫子的准确率，按学习"
        "率。"
    ),
    "share L of each correction that is made": "每次修正的比例 L",
    "distance of the slope from its median": "斜率与其中位数的距离",
    "others missed more than the last (cm)": "对其他虫子的偏差大多少（厘米）",
    "accuracy on new bugs (%)": "对新虫子的准确率（%）",
    "training bugs": "训练用虫子",
    "The more labels are wrong, the smaller the steps should be": "错误的标签越多，步子应当越小",
    "Test accuracy by learning rate, for several shares of wrong training labels.": (
        "几种标签错误比例下，不同学习率的测试准确率。"
    ),
    "wrong labels": "错误标签",
    "AND and OR need one line, XOR needs several": "AND 和 OR 只需一条直线，XOR 需要几条",
    "Share of networks that learn AND, OR and XOR, for each number of hidden nodes.": (
        "学会 AND、OR 和 XOR 的网络所占的比例，按隐藏层节点数。"
    ),
    "hidden nodes (0: one linear classifier)": "隐藏层节点（0：一个线性分类器）",
    "networks that get every case right (%)": "全部答对的网络（%）",
    "half of them": "一半",
    "gate": "逻辑门",
    "A threshold keeps weak signals back and lets several of them through": (
        "阈值挡住微弱的信号，几个合起来就能通过"
    ),
    "Answer of four kinds of neurons to one and to three inputs by their strength, and deviation "
    "of the answer under small noise.": (
        "四种神经元对一个和三个输入的输出，按输入的强度；以及噪声很小时输出的标准差。"
    ),
    "strength of each input (threshold at 1)": "每个输入的强度（阈值为 1）",
    "answer": "输出",
    "deviation of the answer": "输出的标准差",
    "one input": "一个输入",
    "three inputs": "三个输入",
    "noise passed on, one input": "传递的噪声，一个输入",
    "neuron": "神经元",
    "sigmoid without a threshold": "无阈值的 S 函数",
    "Smooth curves learn where the step does not": "平滑的曲线能学，阶跃函数不能",
    "Test accuracy by learning rate, for hidden nodes with five activations.": (
        "隐藏层节点用五种激活函数：不同学习率下的测试准确率。"
    ),
    "Damage is borne, the better the more hidden nodes there are": (
        "网络经得起损坏，隐藏层节点越多越是如此"
    ),
    "Test accuracy by the share of links cut, of hidden nodes cut, and by noise on the inputs, for "
    "several numbers of hidden nodes.": (
        "几种大小的网络在切断链接、切断隐藏层节点和输入加噪声之后的测试准确率。"
    ),
    "share that is cut": "切断的比例",
    "deviation of the noise": "噪声的标准差",
}

_1_8_TO_1_15 = {
    "One matrix product replaces a page of loops, and most of the time": (
        "一次矩阵乘法代替一整页循环，也省去大部分时间"
    ),
    "Time to work out the signals of a layer, by loops and by a matrix product, by size.": (
        "用循环和用矩阵乘法计算一层信号所用的时间，按层的大小。"
    ),
    "nodes of the layer and of the one before": "这一层和前一层的节点数",
    "time of one pass (µs)": "算一遍的时间（微秒）",
    "loops": "循环",
    "matrix product": "矩阵乘法",
    "way": "算法",
    "Errors need not be normalised to be shared out": "分配误差时不必归一化",
    "Test accuracy by learning rate, for three ways to share out errors to hidden nodes.": (
        "把误差分配给隐藏层节点的三种方法：不同学习率下的测试准确率。"
    ),
    "hidden errors": "隐藏层误差",
    "Both rules go downhill, one of them along the slope": "两种规则都往下走，其中一种沿着斜率",
    "Test accuracy by learning rate for both rules, and cosine between their hidden steps in "
    "networks trained by each.": (
        "两种规则在不同学习率下的测试准确率，以及在各自训练的网络中，两者在隐藏层的步子之间的余弦。"
    ),
    "cosine between the rules' hidden steps": "两种规则在隐藏层的步子之间的余弦",
    "Steps that shrink with the slope settle, unless the slope misleads": (
        "随斜率缩小的步子停得下来，除非斜率误导"
    ),
    "Share of descents that settle at the lowest point, by step, for a bowl, two valleys and a "
    "function with jumps.": (
        "停在最低点的下降所占的比例，按步长，分别在碗形函数、有两个山谷的函数和有跳跃的函数上。"
    ),
    "length of a step": "步长",
    "the step taken": "步子",
    "steps": "步子",
    "descents that settle at the lowest point (%)": "停在最低点的下降（%）",
    "follow the slope": "随斜率变化",
    "stay as long": "长度不变",
    "bowl": "碗形",
    "two valleys": "两个山谷",
    "jagged": "有跳跃",
    "Descent bears odd wrong steps and imperfect data": (
        "梯度下降容得下偶尔走错的步子和不完美的数据"
    ),
    "Test accuracy by the share of wrong steps, and of training inputs that are noise.": (
        "走错的步子、或换成噪声的训练输入占不同比例时的测试准确率。"
    ),
    "share that is replaced at random": "随机替换的比例",
    "replaced": "替换的是",
    "Descent stays practical where trying all values does not": (
        "梯度下降依然可行，逐一尝试所有的值却不行"
    ),
    "Evaluations until the error is a hundredth of the first, by the number of weights.": (
        "误差降到最初的百分之一所需的计算次数，按链接权重的个数。"
    ),
    "weights": "链接权重个数",
    "evaluations of the error, power of ten": "计算误差的次数（10 的幂次）",
    "Calculus gives the slope; the book's hidden rule is something else": (
        "微积分给出斜率；书中隐藏层的规则是另一回事"
    ),
    "Relative distance of the steps of both rules from slopes by finite differences.": (
        "两种规则的步子与有限差分所得斜率的相对距离。"
    ),
    "nodes of the input and the hidden layer": "输入层和隐藏层的节点数",
    "distance from the slope, power of ten": "与斜率的距离（10 的幂次）",
    "{rule} rule, {layer} layer": "{rule}规则，{layer}",
    "After many passes weights settle and the training records come out right": (
        "许多世代之后链接权重稳定下来，训练记录都能答对"
    ),
    "Movement of the weights in one pass, and distance of the outputs from their targets, by the "
    "number of passes over 100 records.": (
        "一个世代中链接权重的移动量，以及输出与目标值的距离，按训练 100 条记录的世代数。"
    ),
    "weights moved in one pass, power of ten": "一个世代中链接权重的移动量（10 的幂次）",
    "mean distance from the targets": "与目标值的平均距离",
}

_1_16 = {
    "Large weights and large inputs saturate a network": "链接权重过大、输入过大都使网络饱和",
    "Share of saturated hidden outputs after the fewest epochs at the smallest learning rate, and "
    "test accuracy after the most at the best one, by the scale of the first weights, for several "
    "ranges of inputs.": (
        "世代最少、学习率最小时饱和的隐藏层输出所占的比例，以及世代最多、学习率最好时的测试准确率，"
        "按初始链接权重的倍数，取几种输入范围。"
    ),
    "factor on the first weights": "初始链接权重的倍数",
    "Weights must differ to begin with; inputs of 0 do no harm": (
        "链接权重起初必须各不相同；输入为 0 无害"
    ),
    "Test accuracy at the best learning rate, by first weights and range of inputs.": (
        "最好的学习率下的测试准确率，按初始链接权重和输入的范围。"
    ),
    "first weights, range of inputs": "初始链接权重，输入的范围",
    "random, 0.01 to 1": "随机，0.01 到 1",
    "all 0, 0.01 to 1": "全为 0，0.01 到 1",
    "all 1, 0.01 to 1": "全为 1，0.01 到 1",
    "random, 0 to 1": "随机，0 到 1",
    "First weights may be small, but must not be large": "初始链接权重可以小，但不能大",
    "Test accuracy at the best learning rate by the scale of first weights of deviation "
    "1/√incoming links, and for four ways to draw them.": (
        "最好的学习率下的测试准确率，按标准差为 1/√传入链接数的初始链接权重的倍数，以及用四种方法抽"
        "取时。"
    ),
    "factor on 1/√incoming links": "1/√传入链接数的倍数",
    "Which range of inputs is better, problem by problem": "哪种输入范围更好，逐个问题比较",
    "Test accuracy by learning rate for several ranges of inputs, a panel per data set.": (
        "几种输入范围在不同学习率下的测试准确率，每个数据集一幅。"
    ),
    "Targets out of reach drive weights up": "达不到的目标值把链接权重越推越大",
    "Length of the weights, share of saturated hidden outputs, and test accuracy by epochs, for "
    "three ranges of targets.": (
        "几种目标值范围下，链接权重的长度、饱和的隐藏层输出所占的比例和测试准确率，按世代。"
    ),
    "length of all weights": "全部链接权重的长度",
    "targets": "目标值",
}

_2_5 = {
    "Hidden nodes and layers, problem by problem": "隐藏层的节点数和层数，逐个问题比较",
    "Test accuracy by hidden nodes, each at its best learning rate, one panel per data set.": (
        "不同隐藏层节点数的测试准确率，各取自己最好的学习率，每个数据集一幅。"
    ),
    "hidden nodes (10+10: two layers)": "隐藏层节点（10+10：两层）",
    "Depth and activation, each at its own best learning rate": (
        "层数和激活函数，各取自己最好的学习率"
    ),
    "Test accuracy by number of hidden layers, one line per activation.": (
        "不同隐藏层层数的测试准确率，每条线是一种激活函数。"
    ),
    "hidden layers": "隐藏层层数",
    "activation": "激活函数",
    "Too small and too large a learning rate are both worse": "学习率太小或太大都更差",
    "Test accuracy by learning rate after {passes}, for both kinds of first weights.": (
        "训练 {passes}之后，不同学习率下的测试准确率，两种初始链接权重都有。"
    ),
    "Repeating the training data helps, the first repetitions most": (
        "重复使用训练数据有帮助，最初几遍帮助最大"
    ),
    "Test accuracy by epochs, for two learning rates and both kinds of first weights.": (
        "各个世代之后的测试准确率，取两个学习率，两种初始链接权重都有。"
    ),
    "More epochs: what they do to accuracy on unseen data": (
        "更多的世代：对没有见过的数据，准确率会怎样"
    ),
    "Test accuracy by epochs for several learning rates, on few and on all training samples, for "
    "both kinds of first weights.": (
        "几个学习率下各个世代之后的测试准确率，分别用少量和全部训练样本，两种初始链接权重都有。"
    ),
    "test accuracy (%), {samples}": "测试准确率（%），{samples}",
    "all samples": "全部样本",
    "{size:,.0f} samples": "{size:,.0f} 个样本",
    "{samples}, {init}": "{samples}，{init}",
    "The more epochs, the smaller the best learning rate": "世代越多，最好的学习率越小",
    "Test accuracy by learning rate for several numbers of epochs, and both kinds of first "
    "weights.": "不同学习率下的测试准确率，取几个世代数，两种初始链接权重都有。",
    "One training of each setting may pick a wrong one": "每个设置只训练一次，可能会选错",
    "Share of choices that name another learning rate than the mean of all other trainings, by the "
    "number of trainings of each, for both kinds of first weights.": (
        "选出的学习率与其余各次训练的平均所选不同的比例，按每个学习率的训练次数，两种初始链接权重都"
        "有。"
    ),
    "trainings of each learning rate": "每个学习率的训练次数",
    "choices of another rate (%)": "选出另一个学习率（%）",
    "what a test is granted": "检验所容许的",
    "Too few hidden nodes cannot hold what there is to learn": ("隐藏层节点太少，装不下要学的东西"),
    "Test accuracy by hidden nodes after {epochs} epochs at a learning rate of {lr:g}, for both "
    "kinds of first weights.": (
        "以学习率 {lr:g} 训练 {epochs} 个世代之后，不同隐藏层节点数的测试准确率，两种初始链接权重都"
        "有。"
    ),
    "More hidden nodes help less and less, and cost more and more time": (
        "隐藏层节点越来越多，帮助越来越小，花的时间越来越多"
    ),
    "Test accuracy, and training time of one epoch, by hidden nodes, for both kinds of first "
    "weights.": "不同隐藏层节点数的测试准确率和一个世代的训练时间，两种初始链接权重都有。",
    "training time of an epoch (ms)": "一个世代的训练时间（毫秒）",
    "Both the links before and those after the hidden nodes learn": (
        "隐藏层节点前后的链接都在学习"
    ),
    "Test accuracy at the best learning rate by which links keep their first weights, for both "
    "kinds of first weights, and by learning rate for {init}.": (
        "最好的学习率下的测试准确率，按哪些链接保持初始权重不变，两种初始链接权重都有；以及 {init} "
        "在不同学习率下的测试准确率。"
    ),
    "links that keep their first weights": "保持初始权重不变的链接",
    "each at its best learning rate": "各取自己最好的学习率",
    "none": "无",
    "all": "全部",
    "all links learn": "全部链接都学习",
    "links to the hidden nodes frozen": "冻结通向隐藏层节点的链接",
    "links to the output nodes frozen": "冻结通向输出层节点的链接",
    "all links frozen": "冻结全部链接",
}

_PART_3 = {
    "How well handwriting from elsewhere is read": "别处的手写数字认得怎样",
    "Share of pictures read rightly by where they come from, and by digit for those that the "
    "verdict rests on.": "认对的图片所占的比例，按来源；结论所依据的图片还按数字。",
    "pictures": "图片",
    "read rightly (%)": "认对（%）",
    "test images": "测试图像",
    "guessing": "随机猜测",
    "digit": "数字",
    "What a network gives for a digit when run backwards": "向后查询时，网络为每个数字给出什么",
    "Correlation of the picture that networks give for each digit with that digit's mean training "
    "picture, and with the mean of the likest other digit.": (
        "网络为每个数字给出的图像与该数字平均训练图像的相关系数，以及与最相似的另一个数字的相关系"
        "数。"
    ),
    "digit asked for": "所要的数字",
    "correlation with the mean picture": "与平均图像的相关系数",
    "its own digit": "自己的数字",
    "the likest other": "最相似的另一个",
    "no likeness": "毫不相似",
    "likeness to": "与谁相似",
    "What all digits share is taken off pictures and means.": (
        "图像和平均图像都已减去所有数字共有的部分。"
    ),
    "backqueries, and mean training images": "向后查询的图像和平均训练图像",
    "mean": "平均",
    "Turned copies: where they help, and where they hurt": "旋转的副本：何时有益，何时有害",
    "Test accuracy by the angle of the turned copies, one line per number of epochs, for each "
    "learning rate.": "不同旋转角度的测试准确率，每条线是一个世代数，每个学习率一幅。",
    "angle of the copies (degrees; 0: no copies)": "副本的角度（度；0：没有副本）",
}

CHARTS: Mapping[str, str] = MappingProxyType(
    {**_AXES, **_ONE_TO_1_6, **_1_8_TO_1_15, **_1_16, **_2_5, **_PART_3}
)
"""In the order of the book's sections."""
