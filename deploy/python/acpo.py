"""ACPO in PySpark: trains and applies language models as stages of an MLlib pipeline.

    spark-submit --jars "$(echo ACPO/jars/*.jar | tr ' ' ,)" --py-files ACPO/python/acpo.py train.py

where ACPO is the folder of the distribution.

    from acpo import AcpoTrainer, PassAt1Evaluator, PolicyModel

    trainer = AcpoTrainer(modelPath="hdfs:///models/Qwen2.5-0.5B", problemCol="question",
                          overrides=["data.train.answer_format=gsm8k"], epochs=2, runDir="hdfs:///runs")
    model = trainer.fit(problems)
    solved = model.setParams(samples=4).transform(problems)   # + completion, log_prob, entropy
    model.write().overwrite().save("hdfs:///models/mine")

A cover and nothing more: every param, its meaning and its check are those of the JVM class (explainParams() lists them).
"""

import sys

from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams

__all__ = ["AcpoTrainer", "PolicyModel", "PassAt1Evaluator"]

_PACKAGE = "org.acpo.driver.ml"

# When PySpark brings back a stage of a saved pipeline, it looks for the Python class in a module named like the JVM package.
sys.modules.setdefault(_PACKAGE, sys.modules[__name__])


def _param(name, doc, converter):
    return Param(Params._dummy(), name, doc, typeConverter=converter)


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return _PACKAGE + "." + clazz.__name__


class _Acpo(JavaMLReadable, JavaMLWritable):
    """What trainer, model and evaluator have in common; one line a param, as on the JVM."""

    problemCol = _param("problemCol", "column with the problem's text", TypeConverters.toString)
    idCol = _param("idCol", "column with an id that no two problems share", TypeConverters.toString)
    completionCol = _param("completionCol", "column with the policy's completions", TypeConverters.toString)

    @classmethod
    def read(cls):
        return _Reader(cls)

    def setParams(self, **params):
        """Sets params by name, of which the JVM class checks the values when it is used."""
        return self._set(**params)

    def _begin(self, java_obj, params):
        self._java_obj = java_obj
        for java_param in java_obj.params():
            if java_obj.hasDefault(java_param) and self.hasParam(java_param.name()):
                self._setDefault(**{java_param.name(): self._plain(java_obj.getDefault(java_param).get())})
        self._set(**{name: value for name, value in params.items() if value is not None})

    @staticmethod
    def _plain(value):
        return value if isinstance(value, (str, int, float, bool)) else list(value)


class _Recipe(_Acpo):
    recipe = _param("recipe", "name of a shipped recipe, or a YAML file on the driver", TypeConverters.toString)
    overrides = _param("overrides", "keys of the configuration, each as key=value", TypeConverters.toListString)
    answerCol = _param("answerCol", "column with the right answer", TypeConverters.toString)


class _Sampling(_Acpo):
    logProbCol = _param("logProbCol", "column with the completion's log-probability", TypeConverters.toString)
    entropyCol = _param("entropyCol", "column with the mean entropy over the completion", TypeConverters.toString)
    samples = _param("samples", "completions per problem; arrays when more than one", TypeConverters.toInt)
    maxNewTokens = _param("maxNewTokens", "most tokens of a completion", TypeConverters.toInt)
    temperature = _param("temperature", "sampling temperature", TypeConverters.toFloat)
    seed = _param("seed", "all random numbers are a function of it", TypeConverters.toInt)


class AcpoTrainer(JavaEstimator, _Recipe, _Sampling):
    """Trains on a table of problems and answers; fit() gives a PolicyModel."""

    runDir = _param("runDir", "folder below which each fit makes its own", TypeConverters.toString)
    validationCol = _param("validationCol", "boolean column, true for rows to hold out", TypeConverters.toString)
    evalFraction = _param("evalFraction", "share of the rows to hold out", TypeConverters.toFloat)
    modelPath = _param("modelPath", "policy to start from (model.path)", TypeConverters.toString)
    epochs = _param("epochs", "curriculum.epochs", TypeConverters.toInt)
    stepsPerEpoch = _param("stepsPerEpoch", "curriculum.steps_per_epoch", TypeConverters.toInt)
    promptsPerStep = _param("promptsPerStep", "rollout.prompts_per_step", TypeConverters.toInt)
    samplesPerPrompt = _param("samplesPerPrompt", "rollout.samples_per_prompt", TypeConverters.toInt)
    learningRate = _param("learningRate", "optimizer.learning_rate", TypeConverters.toFloat)
    klCoefficient = _param("klCoefficient", "update.kl.coefficient", TypeConverters.toFloat)
    stepWeight = _param("stepWeight", "advantage.step_weight", TypeConverters.toFloat)

    def __init__(self, **params):
        super().__init__()
        self._begin(JavaParams._new_java_obj(_PACKAGE + ".AcpoTrainer", self.uid), params)

    def _create_model(self, java_model):
        model = PolicyModel(java_model=java_model)
        model._transfer_params_from_java()
        return model


class PolicyModel(JavaModel, _Sampling):
    """Adds completions, their log-probabilities and entropies to a table of problems."""

    promptKind = _param("promptKind", "plain, or chat for the model's chat template", TypeConverters.toString)
    promptTemplate = _param("promptTemplate", "text that contains {problem}", TypeConverters.toString)
    systemPrompt = _param("systemPrompt", "system turn of a chat", TypeConverters.toString)
    stop = _param("stop", "further stop strings, each one token of the model", TypeConverters.toListString)
    topP = _param("topP", "share of the most probable tokens that are drawn from", TypeConverters.toFloat)
    topK = _param("topK", "how many of the most probable tokens are drawn from, 0 for all", TypeConverters.toInt)
    dtype = _param("dtype", "float32 or bfloat16", TypeConverters.toString)
    slots = _param("slots", "completions sampled side by side in a task", TypeConverters.toInt)

    def __init__(self, modelFolder=None, java_model=None, **params):
        # Without either it is an empty cover, which PySpark fills when it loads a pipeline.
        if java_model is None and modelFolder is not None:
            java_model = JavaParams._new_java_obj(_PACKAGE + ".PolicyModel", modelFolder)
        super().__init__(java_model)
        if java_model is not None:
            self._begin(java_model, params)

    def modelFolder(self):
        """The Hugging Face folder with the weights."""
        return self._call_java("modelFolder")


class PassAt1Evaluator(JavaEvaluator, _Recipe):
    """Mean share of right completions, as the configured verifier decides."""

    def __init__(self, **params):
        super().__init__()
        self._begin(JavaParams._new_java_obj(_PACKAGE + ".PassAt1Evaluator", self.uid), params)
