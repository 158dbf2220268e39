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
    "What was found, the rules and the methods are in English, as the claims define them.": (
        "各项发现、规则和方法按论断的定义，为英文。"
    ),
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
    "{claim} ({section}) is {verdict}: {metric}: {effect}, after {seconds} s.": (
        "{claim}（{section}）{verdict}：{metric}：{effect}，用时 {seconds} 秒。"
    ),
    "{claim} ({section}) is reproduced {verdict}: {metric}: {effect}, after {seconds} s.": (
        "{claim}（{section}）{verdict}：{metric}：{effect}，用时 {seconds} 秒。"
    ),
}

CLAIMS: Mapping[str, str] = MappingProxyType({**_SENTENCES, **_PAGE})
