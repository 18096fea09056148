#!/usr/bin/env bash
# Trains on YARN, the driver here and one GPU an executor. Run it on a gateway of the cluster with a GPU for the updates:
#   HADOOP_CONF_DIR=/etc/hadoop/conf ./train.sh --recipe FILE --run hdfs:///user/me/runs/NAME
# What stands after the script goes to `acpo train`. The node managers need yarn.io/gpu as a resource type and Java 17 at
# the JAVA_HOME named below. For GPUs, libtorch for CUDA 12.8 lies in the same folder of every node (TORCH_LIB, the
# torch/lib of a torch 2.7.1+cu128 wheel); without TORCH_LIB the executors compute on CPUs.
# Each start uploads Spark and the jars of acpo (400 MB); --spark-conf spark.yarn.archive=hdfs:///… spares the larger part.
set -euo pipefail
: "${HADOOP_CONF_DIR:?set it to the folder with the core-site.xml and yarn-site.xml of the cluster}"
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
home=$(cd "$here/.." && pwd)
java_home=${EXECUTOR_JAVA_HOME:-/usr/lib/jvm/java-17-openjdk-amd64}

options=(
  --spark-conf spark.executor.instances="${EXECUTORS:-4}"
  --spark-conf spark.executor.cores="${EXECUTOR_CORES:-4}"
  --spark-conf spark.executor.memory="${EXECUTOR_MEMORY:-8g}"
  --spark-conf spark.executor.memoryOverhead="${MEMORY_OVERHEAD:-24g}"
  --spark-conf spark.executorEnv.JAVA_HOME="$java_home"
  --spark-conf spark.yarn.appMasterEnv.JAVA_HOME="$java_home"
  --spark-conf spark.executorEnv.DJL_CACHE_DIR=/tmp/acpo-djl
)
if [[ -n ${TORCH_LIB:-} ]]; then
  export PYTORCH_LIBRARY_PATH=$TORCH_LIB PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128
  options+=(
    --spark-conf spark.executorEnv.PYTORCH_LIBRARY_PATH="$TORCH_LIB"
    --spark-conf spark.executorEnv.PYTORCH_VERSION=2.7.1
    --spark-conf spark.executorEnv.PYTORCH_FLAVOR=cu128
    --spark-conf spark.executor.resource.gpu.amount=1
    --spark-conf spark.executor.resource.gpu.discoveryScript=./discover-gpus.sh
    --spark-conf spark.task.resource.gpu.amount=1
    --spark-conf spark.files="$home/gpu/discover-gpus.sh"
  )
fi
exec "$home/bin/acpo" train --master yarn "${options[@]}" "$@"
