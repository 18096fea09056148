#!/usr/bin/env bash
# Trains on YARN, one GPU an executor. Run it on a gateway of the cluster:
#   HADOOP_CONF_DIR=/etc/hadoop/conf ./train.sh --recipe FILE --run hdfs:///user/me/runs/NAME
# What stands after the script goes to `acpo train`. DEPLOY_MODE=cluster runs the driver on the cluster too; otherwise it
# runs here, with a GPU for the updates or update.mode=executors. The node managers need yarn.io/gpu as a resource type and
# Java 17 to 22 at the JAVA_HOME named below. For GPUs, libtorch for CUDA 12.8 lies in the same folder of every node (TORCH_LIB,
# the torch/lib of a torch 2.7.1+cu128 wheel); without TORCH_LIB the policy is computed on processors.
# Each start uploads Spark and the jars of acpo (400 MB); --spark-conf spark.yarn.archive=hdfs:///… spares the larger part.
set -euo pipefail
: "${HADOOP_CONF_DIR:?set it to the folder with the core-site.xml and yarn-site.xml of the cluster}"
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
home=$(cd "$here/.." && pwd)
acpo=$home/bin/acpo
[[ -x $acpo ]] || acpo=$home/../bin/acpo # a checkout, which it builds if need be
mode=${DEPLOY_MODE:-client}

options=(
  --spark-conf spark.submit.deployMode="$mode"
  --spark-conf spark.executor.instances="${EXECUTORS:-4}"
  --spark-conf spark.executor.cores="${EXECUTOR_CORES:-4}"
  --spark-conf spark.executor.memory="${EXECUTOR_MEMORY:-8g}"
  --spark-conf spark.executor.memoryOverhead="${MEMORY_OVERHEAD:-24g}"
  --spark-conf spark.driver.memoryOverhead="${MEMORY_OVERHEAD:-24g}"
)
# the same environment for executors and for a driver on the cluster
environment=(
  JAVA_HOME="${EXECUTOR_JAVA_HOME:-/usr/lib/jvm/java-17-openjdk-amd64}"
  DJL_CACHE_DIR="${NATIVE_CACHE:-/tmp/acpo-djl}"
)
if [[ -n ${TORCH_LIB:-} ]]; then
  export PYTORCH_LIBRARY_PATH=$TORCH_LIB PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128
  environment+=(PYTORCH_LIBRARY_PATH="$TORCH_LIB" PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128)
  options+=(
    --spark-conf spark.executor.resource.gpu.amount=1
    --spark-conf spark.executor.resource.gpu.discoveryScript=./discover-gpus.sh
    --spark-conf spark.task.resource.gpu.amount=1
    --spark-conf spark.files="$home/gpu/discover-gpus.sh"
  )
  if [[ $mode == cluster ]]; then
    options+=(
      --spark-conf spark.driver.resource.gpu.amount=1
      --spark-conf spark.driver.resource.gpu.discoveryScript=./discover-gpus.sh
    )
  fi
fi
for setting in "${environment[@]}"; do
  options+=(--spark-conf "spark.executorEnv.$setting" --spark-conf "spark.yarn.appMasterEnv.$setting")
done
exec "$acpo" train --master yarn "${options[@]}" "$@"
