"""Chinese of the book's claims and of the page that judges them, by its English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SENTENCES = {
    "A model with one parameter can be tuned by its error.": "只有一个参数的模型可以靠误差来调整。",
    "Naive updates fit only the last sample; a learning rate keeps any one sample from "
    "dominating.": ("简单的更新只迎合最后一个样本；有了学习率，就没有哪个样本能独自左右结果。"),
    "Moderated updates limit the effect of wrong or noisy samples.": (
        "适度的更新能限制错误样本或噪声样本的影响。"
    ),
    "One linear classifier cannot learn XOR; several together can.": (
        "一个线性分类器学不会异或；几个合起来就能学会。"
    ),
    "A neuron suppresses weak signals; one strong input or several medium ones together fire it.": (
        "神经元抑制微弱的信号；一个强输入，或几个中等的输入合在一起，才能激发它。"
    ),
    "The smooth S-curve serves where the step does not.": "平滑的 S 曲线能用，阶跃函数却不能。",
    "Networks keep working with damaged parts and imperfect signals.": (
        "部分受损或信号不完美时，网络仍能工作。"
    ),
    "The matrix form computes the same signals, much faster.": (
        "用矩阵算出的信号完全相同，而且快得多。"
    ),
    "Dropping the normalising factor of the error split works as well.": (
        "分配误差时去掉归一化因子，效果一样好。"
    ),
    "Following the slope improves the weights step by step.": "沿着斜率走，链接权重一步步变好。",
    "Too large a step overshoots and bounces; steps that shrink with the slope settle; neither "
    "helps where the function has jumps.": (
        "步子太大会越过目标、来回跳动；步子随斜率缩小就能停下来；函数有跳跃时，两者都没有用。"
    ),
    "Gradient descent tolerates imperfect data and odd wrong steps.": (
        "梯度下降容得下不完美的数据和偶尔走错的一步。"
    ),
    "Descent stays practical with many parameters, where trying all their values does not.": (
        "参数很多时，梯度下降依然可行，逐一尝试所有的值却不行。"
    ),
    "Calculus gives the slope of the error by every weight.": (
        "用微积分可以得出误差对每个链接权重的斜率。"
    ),
    "After enough iterations the weights settle and the network reproduces its training targets.": (
        "迭代足够多次之后，链接权重稳定下来，网络能重现训练目标。"
    ),
    "Large inputs or weights saturate a network and stop it learning.": (
        "输入或链接权重过大会使网络饱和，不再学习。"
    ),
    "Zero inputs and zero weights stop a network learning.": (
        "输入为零或链接权重为零，网络就不学习。"
    ),
    "Start weights should be small and scaled by the number of incoming links.": (
        "初始链接权重应当小，并按传入链接的数目缩放。"
    ),
    "Inputs from 0.01 to 0.99 or from -1 to 1, depending on the problem, work well.": (
        "输入取 0.01 到 0.99，或 -1 到 1（视问题而定），效果很好。"
    ),
    "Targets outside the range of the sigmoid drive the weights up and into saturation.": (
        "目标值超出 S 函数的范围，会把链接权重越推越大，直至饱和。"
    ),
    "No single number of nodes or layers is best for every problem.": (
        "没有哪个节点数或层数对所有问题都最好。"
    ),
    "The number of hidden layers and the activation are choices to settle by experiment.": (
        "隐藏层的层数和激活函数，要靠实验来定。"
    ),
    "The learning rate has a sweet spot: both smaller and larger rates are worse.": (
        "学习率有一个甜蜜点：更小或更大都更差。"
    ),
    "Training several times over on the same data makes the network better.": (
        "用同样的数据训练多个世代，网络会更好。"
    ),
    "Too many epochs do more harm than good on unseen data.": (
        "世代太多，对没有见过的数据弊大于利。"
    ),
    "With more epochs a smaller learning rate is better.": "世代越多，较小的学习率越好。",
    "A single training for each setting misleads; several show which setting is better.": (
        "每个设置只训练一次会误导人；训练多次才看得出哪个设置更好。"
    ),
    "Too few hidden nodes cannot learn the task.": "隐藏层节点太少，学不会任务。",
    "Beyond enough hidden nodes more of them help little and cost much time.": (
        "隐藏层节点足够之后，再多也帮助不大，却要花很多时间。"
    ),
    "Learning happens in the links before and after the hidden nodes.": (
        "学习发生在隐藏层节点前后的链接中。"
    ),
    "The trained network reads handwriting of one's own.": "训练好的网络认得出你自己的手写数字。",
    "Running the network backwards shows what it thinks a digit is.": (
        "向后查询能看到网络心目中的数字是什么样子。"
    ),
    "Turned copies of the images make better training data; too much turning hurts.": (
        "把图像旋转后加进来，训练数据更好；转得太多则有害。"
    ),
}

_RULES = {
    "error of the miles-per-kilometre factor after 20 corrections over that of the first guess, "
    "by the size of the corrections, which shrink with the error or are all alike": (
        "经过 20 次修正后，英里与公里换算系数的误差与第一次猜测的误差之比，按修正的大小分列：修"
        "正或随误差缩小，或每次相同"
    ),
    "core: corrections by half of the error leave less than the first error; also: corrections "
    "all alike leave more than those": (
        "核心：按误差的一半修正，剩下的误差小于最初的误差；另外：每次修正相同时，剩下的误差更大"
    ),
    "distance of the final slope from its median over random orders, misses of the last and of "
    "the other training bugs, and accuracy on new bugs, by learning rate": (
        "按学习率分列：最终斜率与随机顺序下斜率中位数的距离，对最后一只和其他训练用虫子的偏差，"
        "以及对新虫子的准确率"
    ),
    "core: the order of the bugs spreads the slope more with naive updates than with a learning "
    "rate of 0.1; also: a naive line misses the other bugs by more than the last, and is less "
    "accurate on new bugs than a moderate one": (
        "核心：虫子的先后顺序使斜率分散，不加节制的更新比学习率 0.1 时更甚；另外：不加节制的直"
        "线对其他虫子的偏差大于对最后一只的，对新虫子的准确率也低于有节制的直线"
    ),
    "test accuracy with and without wrong training labels, at the largest learning rate and at a "
    "tenth of it": ("训练标签有错和没有错时的测试准确率，分别取最大的学习率和它的十分之一"),
    "core: wrong labels cost the large rate more accuracy than the moderate one; also: with them "
    "the moderate one is better": (
        "核心：错误的标签使大学习率损失的准确率多于适中的学习率；另外：有错误标签时，适中的学习"
        "率更好"
    ),
    "share of repeats whose network gets all four cases right, by gate and hidden nodes": (
        "网络把四种情况全部答对的重复所占的比例，按逻辑门和隐藏层节点数分列"
    ),
    "core: more than half of the networks with the most hidden nodes learn XOR, and less than "
    "half of the single classifiers; also: more than half of these learn both AND and OR": (
        "核心：隐藏层节点最多的网络有一半以上学会 XOR，而单个分类器学会的不到一半；另外：单个分"
        "类器有一半以上能学会 AND 和 OR"
    ),
    "mean answer and its deviation under input noise of a step, a sigmoid with a threshold, one "
    "without, and a linear neuron, by strength and number of inputs": (
        "阶跃函数、带阈值的 S 函数、不带阈值的 S 函数和线性神经元的平均输出，以及输入有噪声时输"
        "出的标准差，按输入的强度和个数分列"
    ),
    "core: a sigmoid with a threshold answers less than 0.5 to half the threshold, and more than "
    "0.5 to twice it and to three times half of it; also: it passes on less noise than a linear "
    "neuron": (
        "核心：带阈值的 S 函数在输入为阈值的一半时输出小于 0.5，在两倍阈值以及三个各为一半的输"
        "入时输出大于 0.5；另外：它传递的噪声少于线性神经元"
    ),
    "test accuracy by activation of the hidden nodes, each at its own best learning rate": (
        "按隐藏层节点的激活函数分列的测试准确率，各取自己最好的学习率"
    ),
    "core: the sigmoid is more accurate than the step; also: it is as good as the best other "
    "activation, less than one point worse": (
        "核心：S 函数比阶跃函数准确；另外：它与其他激活函数中最好的一样好，相差不到一个百分点"
    ),
    "test accuracy of trained networks by the share of links or hidden nodes cut and by noise on "
    "their inputs": ("训练好的网络在切断一部分链接或隐藏层节点、以及输入加上噪声之后的测试准确率"),
    "core: the largest networks lose less than five points to a tenth of the links cut; also: "
    "less than that to a tenth of the hidden nodes cut, and to noise of a tenth of the inputs' "
    "range": (
        "核心：切断十分之一的链接，最大的网络损失不到五个百分点；另外：切断十分之一的隐藏层节点"
        "，或输入加上其范围十分之一的噪声，损失也不到五个百分点"
    ),
    "largest difference of the sums of a layer, and time, by loops and by a product": (
        "用循环和用矩阵乘法计算一层时，各个和的最大差别，以及所用的时间"
    ),
    "core: for 100 nodes the product is faster, and no sum at any size differs by more than "
    "1e-10; also: it is more than ten times faster": (
        "核心：100 个节点时矩阵乘法更快，而且任何大小下各个和的差别都不超过 1e-10；另外：它快十"
        "倍以上"
    ),
    "test accuracy with hidden errors by the plain transpose and by two proportional splits, "
    "each at its own best learning rate": (
        "隐藏层误差用简单的转置、以及用两种按比例的分割来计算时的测试准确率，各取自己最好的学习率"
    ),
    "core: the plain transpose gets more than half right and is less than one point worse than "
    "the book's split by weight; also: less than that worse than a split by size of weight": (
        "核心：简单的转置能答对一半以上，比书中按链接权重的分割差不到一个百分点；另外：比按链接"
        "权重绝对值的分割也差不到一个百分点"
    ),
    "share of samples whose error one short step lowers, by the exact and by the book's rule, "
    "and test accuracy of both, each at its own best learning rate": (
        "按精确的规则和按书中的规则走一小步后误差降低的样本所占的比例，以及两者的测试准确率，各"
        "取自己最好的学习率"
    ),
    "core: a short step by the exact rule lowers the error of more than half of the samples; "
    "also: one by the book's rule does, and the book's rule is less than one point less accurate": (
        "核心：按精确的规则走一小步，能降低一半以上样本的误差；另外：按书中的规则也能，而且书中"
        "规则的准确率只低不到一个百分点"
    ),
    "movement in the last steps, and share of descents from random starts that settle at the "
    "lowest point, by function, step and rule": (
        "最后几步的移动量，以及从随机起点出发、停在最低点的下降所占的比例，按函数、步长和规则分列"
    ),
    "core: in the bowl more than half of the descents with a step of 0.1 settle, and less than "
    "half of those with the largest; also: a constant step moves on by more than one that "
    "shrinks, and on the function with jumps less than half of the descents settle": (
        "核心：在碗形函数中，步长为 0.1 的下降有一半以上停下来，步长最大的不到一半；另外：固定"
        "的步长最后移动得比逐渐缩小的步长多；在有跳跃的函数上，停下来的下降不到一半"
    ),
    "test accuracy lost when a share of the steps goes in a random direction, or a share of the "
    "training inputs is noise": ("一部分步子方向随机、或一部分训练输入是噪声时损失的测试准确率"),
    "core: a tenth of wrong steps costs less than five points of accuracy; also: a tenth of "
    "inputs that are noise costs less than that": (
        "核心：十分之一的步子走错，准确率损失不到五个百分点；另外：十分之一的输入是噪声，损失也"
        "不到五个百分点"
    ),
    "evaluations of a node's error until it is a hundredth of the first, by the number of "
    "weights, by descent and by trying every combination of nine values": (
        "使一个节点的误差降到最初的百分之一所需的计算次数，按链接权重的个数分列：用梯度下降，或"
        "逐一尝试九个值的所有组合"
    ),
    "core: for the most weights that were searched descent needs fewer evaluations; also: each "
    "weight more at least doubles the cost of trying all values, and that of descent grows less "
    "than the number of weights": (
        "核心：在逐一尝试过的最多链接权重个数下，梯度下降需要的计算次数更少；另外：每多一个链接"
        "权重，逐一尝试的代价至少加倍，而梯度下降的代价增长慢于链接权重的个数"
    ),
    "distance of the exact rule's step from slopes measured by finite differences, relative to "
    "their length, for both layers": (
        "精确规则的步子与用有限差分测得的斜率之间的距离，相对于斜率的长度，两层都测"
    ),
    "core: the exact rule is off by less than a millionth of the slope's length in both layers, "
    "which is as near as finite differences come": (
        "核心：两层中精确规则的偏差都小于斜率长度的百万分之一，这已是有限差分所能达到的精度"
    ),
    "movement of the weights in one more pass, relative to their length, and accuracy and mean "
    "distance of the outputs from the targets, on the 100 training records": (
        "在 100 条训练记录上，再训练一个世代时链接权重的移动量（相对于其长度），准确率，以及输"
        "出与目标的平均距离"
    ),
    "core: after the most passes one more moves the weights less than after the first; also: all "
    "records but for less than one in a hundred come out right, and outputs are nearer to their "
    "targets": (
        "核心：训练世代最多之后，再训练一个世代时链接权重移动得比第一个世代之后少；另外：答错的"
        "记录不到百分之一，而且输出更接近目标"
    ),
    "share of saturated hidden outputs (slope below 5 % of the steepest) early in training, and "
    "test accuracy at the best learning rate, by scale of first weights and inputs": (
        "训练初期饱和的隐藏层输出（斜率低于最大斜率的 5%）所占的比例，以及最好学习率下的测试准"
        "确率，按初始链接权重和输入的大小分列"
    ),
    "core: the largest weights saturate more of the hidden outputs and cost accuracy; also: so "
    "do the largest inputs; and with each of them networks get less than half right, as those do "
    "that have stopped learning": (
        "核心：最大的链接权重使更多隐藏层输出饱和，并损失准确率；另外：最大的输入也是如此；而且"
        "在这两种情况下网络答对的都不到一半，就像停止学习的网络那样"
    ),
    "test accuracy at the best learning rate, with first weights random, 0 or 1, and with inputs "
    "from 0.01 or from 0, and links from inputs of 0 that a step moves": (
        "最好学习率下的测试准确率：初始链接权重为随机数、0 或 1，输入从 0.01 或从 0 开始；以及"
        "输入为 0 的链接中一步之后有移动的"
    ),
    "core: networks with first weights of 0 get less than half right, as those do that have not "
    "learned; also: a link from an input of 0 does not move in that step; and networks with "
    "first weights of 1, and with inputs of 0, get less than half right": (
        "核心：初始链接权重为 0 的网络答对的不到一半，就像没有学习的网络那样；另外：输入为 0 的"
        "链接在那一步中不移动；初始链接权重为 1 的网络和输入为 0 的网络答对的也不到一半"
    ),
    "test accuracy at the best learning rate, by distribution and scale of the first weights": (
        "最好学习率下的测试准确率，按初始链接权重的分布和大小分列"
    ),
    "core: first weights from -1 to 1, not scaled by links, are less accurate than those of "
    "deviation 1/√incoming links; also: so are those of the largest scale, and the latter are "
    "less than one point worse than the best of all others": (
        "核心：在 -1 到 1 之间、不按链接数缩放的初始链接权重，不如标准差为 1/√传入链接数的准确"
        "；另外：最大的初始链接权重也是如此，而后者比其他所有方法中最好的差不到一个百分点"
    ),
    "test accuracy of inputs from -1 to 1 less that of inputs from 0.01 to 1, each at its own "
    "best learning rate, problem by problem": (
        "输入取 -1 到 1 的测试准确率减去取 0.01 到 1 的，各取自己最好的学习率，逐个问题比较"
    ),
    "core: on one problem inputs from 0.01 to 1 are better, and on another inputs from -1 to 1 "
    "are as good, less than one point worse (which problems, validation data say)": (
        "核心：在一个问题上，输入取 0.01 到 1 更好；在另一个问题上，输入取 -1 到 1 一样好，差不"
        "到一个百分点（是哪些问题，由验证数据决定）"
    ),
    "length of all weights over that with targets of 0.01 and 0.99, share of saturated hidden "
    "outputs, and test accuracy lost, by range of targets after the most epochs": (
        "世代最多时，全部链接权重的长度与目标值取 0.01 和 0.99 时的长度之比，饱和的隐藏层输出所"
        "占的比例，以及损失的测试准确率，按目标值的范围分列"
    ),
    "core: after the most epochs targets of -0.1 and 1.1 have made the weights longer or "
    "saturated more of the hidden outputs, and cost accuracy; also: so have those of -1 and 2, "
    "and those of 0 and 1, which a sigmoid comes near to and never reaches": (
        "核心：世代最多时，目标值取 -0.1 和 1.1 使链接权重更长，或使更多隐藏层输出饱和，并损失"
        "准确率；另外：取 -1 和 2 也是如此，取 S 函数只能接近而永远达不到的 0 和 1 也是如此"
    ),
    "test accuracy lost by each number of hidden nodes and layers against the best of a problem, "
    "each at its own best learning rate": (
        "各种隐藏层节点数和层数与该问题上最好的相比损失的测试准确率，各取自己最好的学习率"
    ),
    "core: the smallest setting that is as good as the best of one problem, within a point, is "
    "worse than the best of another (which problems, validation data say); also: every setting "
    "is more than a point worse than the best of some problem": (
        "核心：与某个问题上最好的一样好（相差不到一个百分点）的最小设置，在另一个问题上比最好的"
        "差（是哪些问题，由验证数据决定）；另外：每个设置都在某个问题上比最好的差一个百分点以上"
    ),
    "test accuracy by number of hidden layers and activation, each at the learning rate that "
    "suits it best on validation data": (
        "按隐藏层的层数和激活函数分列的测试准确率，各取验证数据上最好的学习率"
    ),
    "core: the best number of hidden layers is more accurate than the worst, each with its best "
    "activation; also: the best activation at the best depth is more accurate than the worst "
    "there (which these are, validation data say)": (
        "核心：最好的层数比最差的层数准确，各取自己最好的激活函数；另外：在最好的层数下，最好的"
        "激活函数比最差的准确（是哪些，由验证数据决定）"
    ),
    "test accuracy of the rate that the book settles on, 0.2, less that of the smallest and of "
    "the largest tried, for both kinds of first weights": (
        "书中最后采用的学习率 0.2 的测试准确率，减去试过的最小和最大学习率的，两种初始链接权重都做"
    ),
    "core: the book's rate (the middle of the grid on other data) is more accurate than the "
    "smallest and than the largest rate with its first weights, fan_out; also: it is with the "
    "others": (
        "核心：用书中的初始链接权重 fan_out 时，书中的学习率（其他数据上取网格的中间值）比最小"
        "的和最大的都准确；另外：用另一种初始链接权重也是如此"
    ),
    "test accuracy after 5 epochs less that after one, at two learning rates, for both kinds of "
    "first weights": (
        "5 个世代之后的测试准确率减去 1 个世代之后的，取两个学习率，两种初始链接权重都做"
    ),
    "core: 5 epochs are more accurate than one with the book's first weights, fan_out, and its "
    "lr 0.2; also: they are at the other learning rate and with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 和学习率 0.2 时，5 个世代比 1 个世代准确；另外：取"
        "另一个学习率、用另一种初始链接权重时也是如此"
    ),
    "test accuracy lost from the best epoch to the last one, and training accuracy gained, on "
    "all training samples and on few, at lr 0.2, for both kinds of first weights": (
        "从最好的世代到最后一个世代损失的测试准确率和提高的训练准确率，分别用全部和少量训练样本"
        "，学习率 0.2，两种初始链接权重都做"
    ),
    "core: on all training samples, with the book's first weights, fan_out, test accuracy falls "
    "from its best epoch to the last, and training accuracy does not, by a point or more; also: "
    "so it is on few training samples and with the other first weights": (
        "核心：用全部训练样本和书中的初始链接权重 fan_out 时，测试准确率从最好的世代到最后下降"
        "，而训练准确率没有下降一个百分点或更多；另外：用少量训练样本、用另一种初始链接权重时也"
        "是如此"
    ),
    "test accuracy of the smaller of the book's two rates, 0.1, less that of the larger, 0.2, "
    "after the most epochs and after one, for both kinds of first weights": (
        "书中两个学习率中较小的 0.1 的测试准确率减去较大的 0.2 的，分别在最多的世代和 1 个世代"
        "之后，两种初始链接权重都做"
    ),
    "core: after the most epochs the smaller rate is more accurate than the larger with the "
    "book's first weights, fan_out (on other data, of the two in the middle of the grid); also: "
    "by more than after one epoch, and both with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 时，最多的世代之后较小的学习率比较大的准确（其他数"
        "据上取网格中间的两个）；另外：差距大于 1 个世代之后的，用另一种初始链接权重时两者也都"
        "成立"
    ),
    "share of choices among learning rates, by one training of each, that name another than the "
    "mean of all others does, and what they cost in accuracy beside choices by 5": (
        "每个学习率只训练一次来选择时，选出的与其余各次平均选出的不同的比例，以及与训练 5 次来"
        "选择相比损失的准确率"
    ),
    "core: with the book's first weights, fan_out, one training of each learning rate names "
    "another than the mean of many in more than 5 % of choices, the share of errors that a test "
    "is granted, and such choices cost more accuracy than choices by 5 trainings; also: so it is "
    "with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 时，每个学习率只训练一次，有超过 5%（检验所容许的出"
        "错比例）的选择与多次平均选出的不同，而且这样选择比训练 5 次来选择损失更多准确率；另外"
        "：用另一种初始链接权重也是如此"
    ),
    "test accuracy of the most hidden nodes less that of 3, these at the best of several "
    "learning rates and of more epochs, for both kinds of first weights": (
        "隐藏层节点最多时的测试准确率减去 3 个节点时的，后者取几个学习率和更多世代中最好的，两"
        "种初始链接权重都做"
    ),
    "core: 3 hidden nodes are less accurate than the most with the book's first weights, "
    "fan_out, though they are given their best learning rate and more epochs; also: they are "
    "with the others, and get less than half right with either": (
        "核心：用书中的初始链接权重 fan_out 时，3 个隐藏层节点即使取最好的学习率和更多的世代，"
        "也不如节点最多时准确；另外：用另一种初始链接权重也是如此，而且两种情况下答对的都不到一"
        "半"
    ),
    "test accuracy gained by each doubling of the hidden nodes before and beyond 100, and "
    "training time of the most over that of 100, for both kinds of first weights": (
        "隐藏层节点每增加一倍所提高的测试准确率，在 100 个以内和 100 个以上分别计算，以及节点最"
        "多时与 100 个时的训练时间之比，两种初始链接权重都做"
    ),
    "core: with the book's first weights, fan_out, a doubling of the hidden nodes adds less "
    "accuracy beyond 100 nodes than from 10 to 100; also: beyond 100 it adds less than a point, "
    "and the most nodes take longer; and all of it with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 时，节点超过 100 个之后每增加一倍所提高的准确率，少"
        "于从 10 到 100 个时的；另外：超过 100 个之后提高不到一个百分点，而节点最多时用时更长；"
        "用另一种初始链接权重时这些也都成立"
    ),
    "test accuracy with the first weights of the links to the hidden nodes, to the output nodes, "
    "or of all kept as they are, each at its own best learning rate, for both kinds of first "
    "weights": (
        "通向隐藏层节点的链接、通向输出层节点的链接、或全部链接保持初始权重不变时的测试准确率，"
        "各取自己最好的学习率，两种初始链接权重都做"
    ),
    "core: keeping the first weights of either half of the links costs accuracy with the book's "
    "first weights, fan_out; also: it does with the others, and a network that keeps all gets "
    "less than half right": (
        "核心：用书中的初始链接权重 fan_out 时，任何一半链接保持初始权重不变都会损失准确率；另"
        "外：用另一种初始链接权重也是如此，而全部保持不变的网络答对的不到一半"
    ),
    "share of pictures that most networks read rightly, with the pictures as the sample: PNGs in "
    "the folder own_digits of NNEXP_DATA_DIR, and 1,797 digits of writers who are not in the "
    "training data; where these trained the network, digits drawn by a program with a pen": (
        "多数网络认对的图片所占的比例，以图片为样本：NNEXP_DATA_DIR 的 own_digits 文件夹中的 PN"
        "G，以及 1,797 个由训练数据之外的人写的数字；若网络正是用这些训练的，则用程序以笔画出的"
        "数字"
    ),
    "core: most networks with the book's first weights, fan_out, read more than half of the "
    "pictures; also: of one's own alone, where there are some, and with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 时，多数网络能认对一半以上的图片；另外：有自己的图"
        "片时，单看自己的图片，以及用另一种初始链接权重时也是如此"
    ),
    "share of digits whose backquery correlates most with the mean training picture of that "
    "digit among all ten, and the correlation": (
        "向后查询的图像在十个数字的平均训练图像中与自己的数字最相似的比例，以及相关系数"
    ),
    "core: with the book's first weights, fan_out, more than half of the pictures are most like "
    "their own digit, where chance gives a tenth; also: their mean correlation with it is above "
    "0, and both with the other first weights": (
        "核心：用书中的初始链接权重 fan_out 时，一半以上的图像与自己的数字最相似，而碰巧只有十"
        "分之一；另外：与自己数字的平均相关系数大于 0，用另一种初始链接权重时两者也都成立"
    ),
    "test accuracy with copies of each training image turned both ways by some degrees, less "
    "that without copies, after as many steps and after as many epochs": (
        "加入把每幅训练图像向两边各转若干度的副本之后的测试准确率，减去不加副本的，分别在步数相"
        "同和世代数相同时比较"
    ),
    "core: at the learning rate at which the images alone are read best, copies turned by 10° "
    "gain accuracy over the images alone trained for as many steps; also: copies turned by the "
    "largest angle cost some there; and copies turned by 10° gain at the other rate at as many "
    "steps, and at each at as many epochs": (
        "核心：在只用原图像时最好的学习率下，与步数相同、只用原图像的训练相比，加入旋转 10° 的"
        "副本能提高准确率；另外：在那里，旋转角度最大的副本会损失准确率；旋转 10° 的副本在另一"
        "个学习率下步数相同时、在两个学习率下世代数相同时也都提高准确率"
    ),
}

_TOLD = "{claim}（{section}）{verdict}：{metric}：{effect}，用时 {seconds} 秒。"
_PAGE = {
    "The book's claims": "书中的论断",
    "The book's claims, tried": "书中的论断，用实验检验",
    "The book's claims, tried quickly": "书中的论断，快速检验",
    "A quick look, not a verdict on the book:": "这只是快速检验，不是对书的结论：",
    "it used small data and few repeats.": "数据很少，重复次数也少。",
    "The committed full run judges otherwise:": "随程序附带的完整检验结论不同：",
    "is {here} here and {there} there": "这里是{here}，那里是{there}",
    ";": "；",
    "The committed full run comes to the same verdicts.": "随程序附带的完整检验结论相同。",
    "Each sentence of the book was turned into an experiment, a statistic and a rule for the "
    "verdict, which follows from the data alone. The core of a claim, under the book's own "
    "settings, decides whether it is reproduced, not reproduced or undecided; where it holds and "
    "another part is false the claim is reproduced in part.": (
        "书中的每个论断都变成了一个实验、一个统计量和一条判定规则，结论只由数据得出。论断的核心在书中的设置下"
        "检验，由它决定已重现、未重现还是尚无定论；核心成立而另有部分不成立时，为部分重现。"
    ),
    "{settings} settings × {repeats} repeats": "{settings} 个设置 × {repeats} 次重复",
    "{trials} trials by {runs} trainings": "{trials} 次试验，用了 {runs} 次训练",
    "Student's t interval of the mean over repeats, against a margin": (
        "各次重复平均值的 t 区间，与界限比较"
    ),
    "Student's t interval of the mean over repeats, against a margin, with the sampling of the "
    "test images": "各次重复平均值的 t 区间，计入测试图像的抽样，与界限比较",
    "Clopper-Pearson interval of a share, against a margin": (
        "比例的 Clopper-Pearson 区间，与界限比较"
    ),
    "count of cases, none of which may fail": "逐一计数，一个都不能不符",
    "no test: it is exact": "无需检验，结果是精确的",
    "may be all": "可能全是运气",
    "is hardly all": "难以全归于运气",
    "no claim on this page has trained so at least twice": ("本页没有论断这样训练过至少两次"),
    "{setting}, turned {angle}°": "{setting}，旋转 {angle}°",
    "{nodes} hidden nodes, lr {lr}, {epochs}, {init}": (
        "{nodes} 个隐藏层节点，学习率 {lr}，{epochs}，{init}"
    ),
    "{source} (not verified)": "{source}（未核实）",
    "{low} to {high} %": "{low} 到 {high}%",
    "reproduced": "已重现",
    "in part": "部分重现",
    "not reproduced": "未重现",
    "error": "出错",
    "Verdicts": "结论",
    "The claims one by one": "逐个论断",
    "Published numbers": "已发表的数字",
    "claim": "论断",
    "section": "章节",
    "in one sentence": "一句话",
    "verdict": "结论",
    "effect (95 % interval)": "效应（95% 区间）",
    "Verdict on each claim": "每个论断的结论",
    "Command that makes this page again": "重新制作本页的命令",
    "What the store already knows is not trained again. The same numbers are beside this page, by "
    "claim and by part:": "曲线库中已有的不再训练。同样的数字按论断和按部分列在本页旁边：",
    "Not run:": "未运行：",
    "Parts of": "各部分：",
    "Plot of": "图：",
    "Its parts: the core decides": "它的各部分：由核心决定",
    "part": "部分",
    "what was found": "发现",
    "core": "核心",
    "secondary": "次要",
    "Published accuracies beside ours": "已发表的准确率与我们的",
    "Published test accuracies beside ours for the same settings": (
        "相同设置下，已发表的测试准确率与我们的"
    ),
    "published": "已发表",
    "ours": "我们的",
    "95 % interval of our mean": "我们平均值的 95% 区间",
    "published less ours, points": "已发表减我们的（百分点）",
    "chance that one of ours is as far off": "我们的一次训练也差这么多的可能",
    "luck of one training": "一次训练的运气",
    "source": "出处",
    "beside ours": "与我们的相比",
    "What was run, and how the verdict came about": "运行了什么，结论如何得出",
    "measured": "测量",
    "rule": "规则",
    "method": "方法",
    "size": "规模",
    ", {seconds} s this time": "，这次用了 {seconds} 秒",
    "this claim alone": "只运行这个论断",
    "its sweep alone": "只运行它的扫描",
    "The test accuracies known to us that the book, its author or the commits of the book's code "
    "report for all of MNIST, beside our trainings with the same settings, where a claim on this "
    "page made some. Each is one training, and so differs from a mean by luck: of numbers that "
    "only luck sets apart, one in twenty still has a chance below 5 %. The same numbers are beside "
    "this page:": (
        "就我们所知，书、作者和书中代码的提交记录对整个 MNIST 报告的测试准确率；本页的论断有同样"
        "设置的训练时，与我们的并列。每个数字只来自一次训练，所以会因运气偏离平均值：即使只有运气的差别，"
        "二十个中也有一个的可能低于 5%。同样的数字在本页旁边："
    ),
    "Every published number": "所有已发表的数字",
    "Made by nnexp {version}. It is one file and asks the network for nothing.": (
        "由 nnexp {version} 制成。它是单个文件，不向网络请求任何东西。"
    ),
    "{name} ({here}, there {there})": "{name}（这里{here}，那里{there}）",
    "A quick look at small data: the verdicts of the committed full run are the same.": (
        "这只是用少量数据的快速检验：与附带的完整检验结论相同。"
    ),
    "A quick look at small data: the verdicts of the committed full run differ for {which}.": (
        "这只是用少量数据的快速检验：与附带的完整检验结论不同的有 {which}。"
    ),
    "{claim} ({section}) could not be run: {error}.": "{claim}（{section}）无法运行：{error}。",
    "{claim} ({section}) is {verdict}: {metric}: {effect}, after {seconds} s.": _TOLD,
    "{claim} ({section}) is reproduced {verdict}: {metric}: {effect}, after {seconds} s.": _TOLD,
}

CLAIMS: Mapping[str, str] = MappingProxyType({**_SENTENCES, **_RULES, **_PAGE})
