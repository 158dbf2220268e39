"""Wrong commands: each ends in one line that says what would be right, and runs nothing."""

import os
import subprocess
import sys

import pytest

from nnexp.cli.overrides import LAUNCHERS

LR = "must be a number above 0 and at most 1000; for example lr=0.01,0.1,0.3"
EPOCHS = "must be a whole number at least 1 and at most 1,000,000; for example epochs=1,5,10"
LAYERS = (
    "must be a whole number of nodes (0 for no hidden layer) or a list as [100,50] "
    "of at most 1,000, each at least 1 and at most 1,000,000,000; "
    "for example 'hidden_nodes=0,100,[100,50]'"
)
DATA_OPTIONS = "and, bugs, csv, digits, fashion_mnist, mnist, or, png, xor"
DATA = f"must be one of {DATA_OPTIONS}"
SWEEPS = (
    "there are book_settings, epochs, hidden_nodes, lr_by_epochs, lr_sweet_spot, reference, "
    "claims/…"
)
HELP = "see --help for all of them"
WRITE = "write NAME=VALUE, lists as [1,2], and text with special characters as \"NAME='some text'\""
FUNCTIONS = (
    "write choice(a,b,…), range(start,stop,step), glob(pattern), sort(…) or shuffle(…) "
    "with numbers where numbers are meant"
)
FOLDER = (
    'must name one folder on any system: none of / \\ : * ? " < > |, no dot or space at its '
    "ends, no device as con or nul, at most 100 bytes; for example name=first_try"
)
WHOLE = (
    "holds for a sweep as a whole and cannot differ between its grid points; "
    "start one sweep for each value"
)
ONE_FILE = (
    "name one sweep file; the grids of two cannot be mixed, "
    "so start one sweep for each or write them into one file"
)
REFERENCE = "write ${NAME} with the name of a setting"

VALUES = [
    ("lr=abc", f"lr=abc: {LR}"),
    ("lr=-1", f"lr=-1: {LR}"),
    ("lr=0", f"lr=0: {LR}"),
    ("lr=nan name=on_target_1", f"lr=nan: {LR}"),
    ("lr=inf", f"lr=inf: {LR}"),
    ("lr=", f"lr=: {LR}"),
    ("lr=true", f"lr=true: {LR}"),
    ("lr='0.1'", f"lr=0.1: {LR.replace(';', ' (this one is text);')}"),
    ("lr=[0.1,0.2]", f"lr=[0.1,0.2]: {LR}"),
    ("lr=???", f"lr=???: {LR}"),
    ("epochs=0", f"epochs=0: {EPOCHS}"),
    ("epochs=1.5", f"epochs=1.5: {EPOCHS}"),
    ("hidden_nodes=[]", f"hidden_nodes=[]: {LAYERS}"),
    ("hidden_nodes=[100,0]", f"hidden_nodes=[100,0]: {LAYERS}"),
    ("hidden_nodes=null", f"hidden_nodes=null: {LAYERS}"),
    (
        "repeats=0",
        "repeats=0: must be a whole number at least 1 and at most 100000; for example repeats=30",
    ),
    (
        "select_on=tests",
        "select_on=tests: must be one of auto, validation, test (did you mean 'test'?); "
        "for example select_on=test",
    ),
    (
        "verify=yes",
        "verify=yes: must be one of none, prefix; for example verify=prefix",
    ),
    (
        "training.dtype=float16",
        "training.dtype=float16: must be one of float32, float64 (did you mean 'float64'?); "
        "for example training.dtype=float64",
    ),
    (
        "data.input_range=[1,0]",
        "data.input_range=[1,0]: must be two increasing numbers [low,high]; "
        "for example 'data.input_range=[-1,1]'",
    ),
    (
        "engine.workers=0",
        "engine.workers=0: must be a whole number at least 1 and at most 4096, or null; "
        "for example engine.workers=2",
    ),
    (
        "engine.address=tcp://10.0.0.1:8786",
        "engine.address=tcp://10.0.0.1:8786: is only for engine=dask and engine=ray, not for "
        "engine=threads; add engine=dask or leave engine.address out",
    ),
    (
        "engine=dask engine.address=10.0.0.1",
        "engine.address=10.0.0.1: must name a host and a port; "
        "for example engine.address=tcp://10.0.0.1:8786",
    ),
    (
        "engine=ray engine.address=tcp://10.0.0.1:6379",
        "engine.address=tcp://10.0.0.1:6379: must name a host and a port; "
        "for example engine.address=10.0.0.1:6379",
    ),
    ("store.path=", "store.path=: must be text; for example store.path=my.sqlite"),
    (
        "name=a/b",
        f"name=a/b: {FOLDER}",
    ),
    (
        "name=..",
        f"name=..: {FOLDER}",
    ),
    (
        "data=csv",
        "data=csv: data.train is missing; name the file of training rows, "
        "for example data.train=mnist_train_100.csv",
    ),
    (
        "data.train=x.csv",
        "data.train=x.csv: is only for data=csv and data=png, not for data=digits; "
        "add one of them or leave data.train out",
    ),
    (
        "data=png",
        "data=png: data.train is missing; name the folder of pictures, "
        "for example data.train=my_own_images",
    ),
]

NAMES = [
    ("data=nope", f"data=nope: {DATA}; for example data=digits,mnist"),
    (
        "data=minst",
        f"data=minst: {DATA} (did you mean 'mnist'?); for example data=digits,mnist",
    ),
    ("data=null", f"data=null: {DATA}; for example data=digits,mnist"),
    (
        "network=null",
        "network=null: must be one of biased, book, first_code, relu, tanh; "
        "for example network=biased",
    ),
    (
        "engine=thread",
        "engine=thread: must be one of dask, processes, ray, threads (did you mean 'threads'?); "
        "for example engine=processes",
    ),
    ("lrr=0.1", f"lrr=0.1: there is no setting 'lrr' (did you mean 'lr'?); {HELP}"),
    ("LR=0.1", f"LR=0.1: there is no setting 'LR' (did you mean 'lr'?); {HELP}"),
    (
        "learning_rate=0.1",
        f"learning_rate=0.1: there is no setting 'learning_rate' (did you mean 'lr'?); {HELP}",
    ),
    (
        "data=MNIST",
        f"data=MNIST: {DATA} (did you mean 'mnist'?); for example data=digits,mnist",
    ),
    (
        "data.nope=1",
        f"data.nope=1: there is no setting 'data.nope' (did you mean 'data.test'?); {HELP}",
    ),
    ("nope.x=1", f"nope.x=1: there is no setting 'nope.x'; {HELP}"),
    ("+x=1", f"+x=1: there is no setting 'x'; {HELP}"),
    ("++x=1", f"++x=1: there is no setting 'x'; {HELP}"),
    ("~x", f"~x: there is no setting 'x'; {HELP}"),
    ("lrr", f"lrr: there is no setting 'lrr' (did you mean 'lr'?); {HELP}"),
    ("=5", f"=5: there is no setting ''; {HELP}"),
    ("lr", "lr: has no value; for example lr=0.01,0.1,0.3"),
    ("network", "network: has no value; for example network=NAME"),
    ("+lr=0.1", "+lr=0.1: lr is set already; leave out the +"),
    ("+data=mnist", "+data=mnist: data is set already; leave out the +"),
    ("++data=mnist", "++data=mnist: data is set already; leave out the ++"),
    ("data@foo=mnist", "data@foo=mnist: settings have no packages; write data=…"),
    ("~lr=0.3", "Could not delete from config. The value of 'lr' is 0.1 and not 0.3"),
    (
        "data={nope:1}",
        f"data={{nope:1}}: there is no setting 'data.nope' (did you mean 'data.test'?); {HELP}",
    ),
]

GRAMMAR = [
    ("lr=[0.1", f"lr=[0.1: cannot be read: '[0.1' is incomplete or out of place; {WRITE}"),
    (
        "lr=a=b",
        f"lr=a=b: cannot be read: it ends too early or has too much at the end; {WRITE}",
    ),
    (
        "lr=${epochs",
        f"lr=${{epochs: cannot be read: it ends too early or has too much at the end; {WRITE}",
    ),
    (
        "name=l'été",
        f"name=l'été: cannot be read: a character in it needs quotes; {WRITE}",
    ),
    ("lr=foo(1)", f"lr=foo(1): cannot be read: there is no function 'foo'; {FUNCTIONS}"),
    (
        "lr=${nope}",
        f"lr: ${{nope}} refers to nothing (did you mean 'name'?); {REFERENCE}",
    ),
    ("lr=${foo:1}", f"lr: ${{foo:…}} is unknown; {REFERENCE}"),
    ("lr=${lr}", "lr: refers to itself; write the value"),
    (
        "name=${oc.env:NNEXP_UNSET}",
        "name: there is no environment variable NNEXP_UNSET; set it, or write the value",
    ),
    ("lr=${oc.dict.keys:lr}", "lr: refers to itself; write the value"),
    ("lr=${oc.dict.keys:nope}", "lr: cannot be worked out: Key not found: 'nope'"),
    *(
        (f"-m {word}", f"{word}: cannot be read: a value is missing beside a comma; {WRITE}")
        for word in (
            "lr=0.1,,0.2",
            "lr=0.1,",
            "lr=,0.1",
            "hidden_nodes=[1,,2]",
            "lr=choice(0.1,,1)",
        )
    ),
    (
        "lr='0.1,,0.2",
        f"lr='0.1,,0.2: cannot be read: a character in it needs quotes; {WRITE}",
    ),
    ("lr=(1,2)", f"lr=(1,2): round brackets make no value; lr {LR}"),
    (
        "hidden_nodes=()",
        f"hidden_nodes=(): round brackets make no value; hidden_nodes {LAYERS}",
    ),
    *(
        (
            f"-m {word}",
            f"{word}: cannot be read: tag marks the values of an axis; "
            "write tag(NAME,choice(1,2)), or the values alone",
        )
        for word in ("lr=tag(a,1)", "lr=tag(a)")
    ),
    (
        "lr=0.1,0.2",
        "lr=0.1,0.2: several values make a sweep; add -m to run it: nnexp -m lr=0.1,0.2",
    ),
    (
        "data._target_=os.system",
        "data._target_=os.system: _target_ would choose code to run, which a setting may not",
    ),
    (
        "data={_target_:os.system}",
        "data={_target_:os.system}: _target_ would choose code to run, which a setting may not",
    ),
    (
        "hydra.launcher._target_=os.system",
        "hydra.launcher._target_=os.system: _target_ would choose code to run, "
        "which a setting may not",
    ),
]

HYDRA = [
    (
        "hydra.run.dir=",
        "hydra.run.dir=: must name a folder; for example hydra.run.dir=results/first_try",
    ),
    (
        "-m hydra.sweep.dir=",
        "hydra.sweep.dir=: must name a folder; for example hydra.sweep.dir=results/first_try",
    ),
    (
        "hydra.job.chdir=true",
        "hydra.job.chdir=true: nnexp never changes the working directory; leave it out",
    ),
    *(
        (
            f"hydra.verbose={value}",
            f"hydra.verbose={value}: must be true, false or the name of a module whose log is "
            "wanted; for example hydra.verbose=nnexp",
        )
        for value in ("nnexq", "[nnexp,nnexq]", "3", "null")
    ),
    (
        "hydra.mode=MULTIRUN",
        "hydra.mode=MULTIRUN: use -m for a sweep, and nothing for a single grid point",
    ),
    (
        "hydra.nope=1",
        "Could not override 'hydra.nope': hydra.nope: Key 'nope' not in 'HydraConf'",
    ),
    *(
        (f"-m lr=0.1,0.2 {word}", f"{word}: {LAUNCHERS}")
        for word in (
            *("hydra/launcher=basic", "hydra/launcher=joblib", "hydra/launcher=submitit_slurm"),
            *("hydra.launcher.n_jobs=4", "+hydra.launcher.n_jobs=4"),
        )
    ),
    (
        "-m lr=0.1,0.2 hydra.sweep.subdir=${hydra.job.num}",
        "hydra.sweep.subdir=${hydra.job.num}: a sweep has one folder for all its grid points; "
        "hydra.sweep.dir=DIR names it",
    ),
    (
        "hydra.run.dir=/proc/nope/x",
        "/proc/nope/x: cannot be created: No such file or directory; "
        "choose another with hydra.sweep.dir=DIR (hydra.run.dir=DIR without -m)",
    ),
]

SWEEP_FILES = [
    ("+sweep=nope", f"+sweep=nope: there is no sweep file 'nope'; {SWEEPS}"),
    (
        "+sweep=lr_sweat_spot",
        "+sweep=lr_sweat_spot: there is no sweep file 'lr_sweat_spot' "
        f"(did you mean 'lr_sweet_spot'?); {SWEEPS}",
    ),
    ("+sweep=../x", f"+sweep=../x: there is no sweep file '../x'; {SWEEPS}"),
    ("sweep=epochs", f"sweep=epochs: write +sweep=NAME; {SWEEPS}"),
    (
        "+sweep=epochs",
        "+sweep=epochs: is a grid of 30 points; add -m to run it: nnexp -m +sweep=epochs",
    ),
    ("-m +sweep=epochs,lr_sweet_spot", f"+sweep=epochs,lr_sweet_spot: {ONE_FILE}"),
    ("-m +sweep=[epochs,lr_sweet_spot]", f"+sweep=[epochs,lr_sweet_spot]: {ONE_FILE}"),
    ("-m +sweep=glob(*)", f"+sweep=glob(*): {ONE_FILE}"),
    ("-m +sweep=epochs +sweep=lr_by_epochs", f"+sweep=lr_by_epochs: {ONE_FILE}"),
]

AXES = [
    ("-m engine=threads,processes", f"engine=threads,processes: engine {WHOLE}"),
    ("-m engine.workers=1,2", f"engine.workers=1,2: engine.workers {WHOLE}"),
    (
        "-m store.checkpoints=true,false",
        f"store.checkpoints=true,false: store.checkpoints {WHOLE}",
    ),
    ("-m name=a,b", f"name=a,b: name {WHOLE}"),
    ("-m repeats=range(1,5)", f"repeats=range(1,5): repeats {WHOLE}"),
    ("-m select_on=test,validation", f"select_on=test,validation: select_on {WHOLE}"),
    ("-m verify=none,prefix", f"verify=none,prefix: verify {WHOLE}"),
    ("-m +point={repeats:3}", f"+point={{repeats:3}}: repeats {WHOLE}"),
    (
        "-m lr=0.1,0.2 name=x${lr}",
        "name=x0.1: holds for a sweep as a whole, but is name=x0.2 at another grid point; "
        "give it one value",
    ),
    (
        "-m hydra.job.name=a,b",
        "hydra.job.name=a,b: settings of Hydra itself cannot be an axis of the grid",
    ),
    (
        "-m lr=range(1,0)",
        "lr=range(1,0): the range from 1 to 0 in steps of 1 is empty or endless; "
        "write range(start,stop,step), which leaves stop out",
    ),
    (
        "-m lr=range(0,1,0)",
        "lr=range(0,1,0): the range from 0 to 1 in steps of 0 is empty or endless; "
        "write range(start,stop,step), which leaves stop out",
    ),
    (
        "-m lr=range(0,inf)",
        "lr=range(0,inf): the range from 0 to inf in steps of 1 is empty or endless; "
        "write range(start,stop,step), which leaves stop out",
    ),
    (
        "-m epochs=range(1,3000) lr=range(0.001,10,0.001)",
        "a grid of 29,987,001 points is more than the 100,000 that one sweep may have; "
        "start several smaller sweeps: the store keeps what they share",
    ),
    (
        "-m lr=range(a,b)",
        f"lr=range(a,b): cannot be read: range has text as its start; {FUNCTIONS}",
    ),
    (
        "-m lr=choice()",
        f"lr=choice(): cannot be read: empty choice is not legal; {FUNCTIONS}",
    ),
    (
        "-m lr=interval(0,1)",
        "lr=interval(0,1): an interval names no values; list them or use range(start,stop,step) "
        "(intervals are for other sweepers, hydra/sweeper=…)",
    ),
    (
        "-m lr=glob(*)",
        "lr=glob(*): glob chooses among options of a group "
        "(data, decide, engine, network, store, sweep, training), not values",
    ),
    (
        "-m data=glob(q*)",
        f"data=glob(q*): matches no option of data; there are {DATA_OPTIONS}",
    ),
    (
        "-m data=range(1,3)",
        f"data=range(1,3): {DATA}; for example data=digits,mnist",
    ),
    (
        "-m +point=3",
        "+point=3: must be names and values in braces, for example '+point={lr:0.1,epochs:5}'",
    ),
    (
        "-m +point={lrr:1}",
        f"+point={{lrr:1}}: there is no setting 'lrr' (did you mean 'lr'?); {HELP}",
    ),
    ("-m point={lr:1}", "point={lr:1}: write +point={…}"),
    (
        "-m hydra.sweeper.params={lr:1}",
        "hydra.sweeper.params={lr:1}: write the axes of the grid themselves, lr=0.1,0.3 for one",
    ),
    (
        "-m hydra.sweeper.max_batch_size=0",
        "hydra.sweeper.max_batch_size=0: must be a whole number above 0",
    ),
]

OPTIONS = [
    ("--lr=0.1", "--lr=0.1: write lr=0.1, without dashes"),
    ("--network.bias=true", "--network.bias=true: write network.bias=true, without dashes"),
    ("-m --epochs 1,5", "--epochs: write epochs=…, without dashes"),
    (
        "--learning-rate=0.1",
        f"--learning-rate=0.1: there is no such option (did you mean 'lr'?); {HELP}",
    ),
    ("学习率=0.1", f"学习率=0.1: there is no setting '学习率'; {HELP}"),
    ("--hlep", f"--hlep: there is no such option (did you mean '--help'?); {HELP}"),
    ("--cfg", "argument --cfg/-c: expected one argument; see --help"),
    ("--cfg job --info", "--cfg --info: ask for one of these at a time"),
    ("--resolve", "--resolve: works with --cfg only, as in --cfg job --resolve"),
    (
        "--package network",
        "--package: works with --cfg only, as in --cfg job --package network",
    ),
    (
        "--cfg job --package nope",
        "--package nope: the configuration has no such part",
    ),
    (
        "--experimental-rerun x.pkl",
        "--experimental-rerun: would load a pickle, which nnexp never does; "
        "give the overrides in the sweep's multirun.yaml again",
    ),
    ("--config-dir nope", "--config-dir nope: there is no such directory"),
    ("-cd nope", "--config-dir nope: there is no such directory"),
    ("--config-path nope", "--config-path nope: there is no such directory"),
    (
        "--config-name nope",
        "Cannot find primary config 'nope'. Check that it's in your config search path; "
        "see --info searchpath for where it was looked for",
    ),
    (
        "-sc install=nope",
        "--shell-completion: write install=SHELL or uninstall=SHELL with one of bash, zsh, fish",
    ),
]


@pytest.mark.parametrize(
    ("words", "message"),
    [*VALUES, *NAMES, *GRAMMAR, *HYDRA, *SWEEP_FILES, *AXES, *OPTIONS],
    ids=lambda value: value if "-" in value[:2] or "=" in value else "",
)
def test_a_wrong_command_ends_in_one_line(command, tmp_path, words, message):
    answer = command(*words.split())
    assert answer.err == f"nnexp: error: {message}\n"
    assert answer.out == ""
    assert answer.status == 2
    assert answer.calls == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (
            "lr=" + "[" * 400 + "]" * 400,
            "brackets or references are nested too deeply; write them out",
        ),
        (
            "seed=" + "9" * 400,
            f"seed={'9' * 57}...: must be a whole number at least 0 and at most ",
        ),
        (
            f"epochs=range(1,{'9' * 400})",
            f"epochs=range(1,{'9' * 400}): the range from 1 to {'9' * 20}… in steps of 1 is empty",
        ),
    ],
    ids=["brackets", "number", "range"],
)
def test_what_is_too_deep_or_too_large_is_one_line(command, word, message):
    answer = command("-m", word)
    assert answer.err.startswith(f"nnexp: error: {message}")
    assert answer.err.count("\n") == 1
    assert answer.status == 2


def lines(answer):
    return [line.removeprefix("nnexp: error: ") for line in answer.err.splitlines()]


def test_every_bad_word_is_named_at_once(command):
    answer = command("-m", "lrr=0.1", "data=nope,digits", "epochs=[1", "engine.workers=1,2")
    assert lines(answer) == [
        f"lrr=0.1: there is no setting 'lrr' (did you mean 'lr'?); {HELP}",
        f"data=nope,digits: nope {DATA}; for example data=digits,mnist",
        f"epochs=[1: cannot be read: '[1' is incomplete or out of place; {WRITE}",
        f"engine.workers=1,2: engine.workers {WHOLE}",
    ]


def test_every_bad_grid_point_is_named_at_once_and_no_message_twice(command, tmp_path):
    answer = command("-m", "lr=0.1,abc,-1", "epochs=1,5,0", "data=digits,csv")
    assert lines(answer) == [
        "data=csv: data.train is missing; name the file of training rows, for example "
        "data.train=mnist_train_100.csv (2 of 18 grid points: "
        "lr=0.1 epochs=1 data=csv; lr=0.1 epochs=5 data=csv)",
        f"epochs=0: {EPOCHS} (6 of 18 grid points: all with epochs=0)",
        f"lr=abc: {LR} (6 of 18 grid points: all with lr=abc)",
        f"lr=-1: {LR} (6 of 18 grid points: all with lr=-1)",
    ]
    assert answer.status == 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_everywhere_is_said_so(command):
    answer = command("-m", "lr=0.1,0.2", "epochs=${nope}")
    assert lines(answer) == [
        f"epochs: ${{nope}} refers to nothing (did you mean 'name'?); {REFERENCE} "
        "(all 2 grid points)"
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["hidden_nodes=[" + "2," * 60_000 + "2]"],
        ["-m", "hidden_nodes=5,[" + "2," * 60_000 + "2]"],
        ["-m", "+point={hidden_nodes:[" + "2," * 60_000 + "2],lr:0.1}"],
    ],
    ids=["alone", "an axis", "a point"],
)
def test_layers_without_number_are_refused_before_they_are_read(command, words):
    answer = command(*words)
    assert answer.status == 2
    assert lines(answer) == [
        f"{words[-1][:30]}…: holds a list of 60,001 values; no setting takes more than 1,000"
    ]


def test_more_layers_than_are_trained_are_refused(command):
    answer = command("hidden_nodes=[" + "2," * 1_000 + "2]")
    assert answer.status == 2
    assert "holds a list of 1,001 values" in answer.err
    assert command("hidden_nodes=[" + "2," * 999 + "2]").status == 0


def test_a_missing_option_in_a_sweep_file_is_named(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "x.yaml").write_text("data: nope\n")
    answer = command("-m", "+sweep=x")
    assert lines(answer) == [f"In 'config': Could not find 'data/nope'; there are {DATA_OPTIONS}"]


def test_bad_yaml_in_an_option_of_ones_own_is_named_by_file(command, tmp_path):
    (tmp_path / "mine" / "network").mkdir(parents=True)
    (tmp_path / "mine" / "network" / "x.yaml").write_text("bias: [\n")
    answer = command("--config-dir", "mine", "network=x")
    assert lines(answer) == [
        f"{tmp_path}/mine/network/x.yaml, line 2, column 1: is not valid YAML: "
        "did not find expected node content"
    ]


def test_code_in_an_option_of_ones_own_is_an_unknown_setting(command, tmp_path):
    (tmp_path / "mine" / "network").mkdir(parents=True)
    (tmp_path / "mine" / "network" / "x.yaml").write_text("_target_: os.system\n")
    answer = command("--config-dir", "mine", "network=x")
    assert lines(answer) == [
        "network._target_=os.system: there is no setting 'network._target_' "
        "(did you mean 'network.init'?)"
    ]


@pytest.mark.filterwarnings("default")
def test_a_warning_of_hydra_is_one_line(command):
    answer = command("hydra.searchpath=[nope]")
    assert answer.status == 0
    assert answer.err == (
        "nnexp: warning: provider=hydra.searchpath in command-line, path=nope is not available.\n"
    )


def test_batches_are_warned_about(command):
    answer = command("-m", "lr=0.1,0.2", "hydra.sweeper.max_batch_size=1")
    assert answer.status == 0
    assert answer.err == (
        "nnexp: warning: hydra.sweeper.max_batch_size=1: changes nothing: the grid is planned and "
        "trained as a whole; leave it out\n"
    )


def test_a_word_that_does_not_count_is_warned_about(command):
    answer = command("-m", "lr=0.1", "epochs=2", "lr=0.2,0.3")
    assert [point.lr for point in answer.points] == [0.2, 0.3]
    assert answer.err == ("nnexp: warning: lr=0.1: is given again; lr=0.2,0.3, the last, counts\n")


@pytest.mark.parametrize(
    ("word", "equal"),
    [
        ("lr=0.1,0.10,0.2", "lr=0.1,0.1: the same value 2 times"),
        ("epochs=5,1,5.0,5", "epochs=5,5.0,5: the same value 3 times"),
        ("hidden_nodes=[5],5", "hidden_nodes=[5],5: the same value 2 times"),
        ("network=book,book", "network=book,book: the same value 2 times"),
        ("+point={lr:0.2},{lr:0.2}", "+point={lr:0.2},{lr:0.2}: the same value 2 times"),
    ],
)
def test_the_same_value_again_on_an_axis_is_warned_about(command, word, equal):
    answer = command("-m", word)
    assert answer.status == 0
    assert answer.err == (
        f"nnexp: warning: {equal} counts once; repeats=N trains each grid point N times\n"
    )


def test_the_same_value_again_in_a_sweep_file_is_warned_about(command, tmp_path):
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "x.yaml").write_text("grid: {lr: [0.1, 0.1]}\n")
    assert command("-m", "+sweep=x").err.startswith(
        "nnexp: warning: lr=0.1,0.1: the same value 2 times counts once"
    )


@pytest.mark.parametrize("value", ["true", "nnexp", "nnexp.sweeps", "[nnexp,hydra]"])
def test_a_log_that_there_is_may_be_wanted(command, value):
    assert command(f"hydra.verbose={value}").status == 0


def test_what_drives_a_terminal_is_shown_not_obeyed(command):
    answer = command("lr=\x1b[31m")
    assert answer.err.startswith("nnexp: error: lr=\\x1b[31m: ")
    assert "\x1b" not in answer.err


def test_a_name_of_several_lines_is_told_in_one(command):
    answer = command("\n\n𠲑.x=1")
    assert answer.err == (f"nnexp: error: \\n\\n𠲑.x=1: there is no setting '\\n\\n𠲑.x'; {HELP}\n")


def test_a_terminal_without_our_characters_gets_its_answer(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "nnexp", "-m", "point={lr:1}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (
        2,
        "nnexp: error: point={lr:1}: write +point={?}\n",
    )
