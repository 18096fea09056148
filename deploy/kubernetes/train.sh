#!/usr/bin/env bash
# Trains on Kubernetes, driver and executors as pods with a GPU each, from the image of deploy/docker/Dockerfile.gpu:
#   kubectl apply -n NAMESPACE -f prepare.yaml
#   K8S_MASTER=k8s://https://HOST:6443 IMAGE=registry/acpo:gpu NAMESPACE=ml ./train.sh --recipe FILE --run /runs/NAME
# What stands after the script goes to `acpo train`, but --spark-conf k=v to Spark; the image holds the shipped recipes and
# /runs is the shared volume, on which a recipe of yours lies too.
set -euo pipefail
: "${K8S_MASTER:?set it to k8s://https://HOST:PORT of the API server}"
: "${IMAGE:?set it to the image that the cluster can pull}"
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
home=${ACPO_HOME:-$(cd "$here/.." && pwd)}
spark=${SPARK_HOME:-$home/spark}
[[ -x $spark/bin/spark-submit ]] || spark=$home/target/acpo/spark # a checkout
if [[ ! -x $spark/bin/spark-submit ]]; then
  echo "train.sh: no Spark in $home; build it (mvn -DskipTests package) or set SPARK_HOME to a Spark 3.5 for Scala 2.12" >&2
  exit 1
fi

arguments=() spark_conf=()
while (($#)); do
  case $1 in
    --spark-conf) spark_conf+=(--conf "${2:?--spark-conf takes key=value}") && shift 2 ;;
    --spark-conf=*) spark_conf+=(--conf "${1#*=}") && shift ;;
    *) arguments+=("$1") && shift ;;
  esac
done

exec "$spark/bin/spark-submit" \
  --master "$K8S_MASTER" --deploy-mode cluster --name acpo \
  --class org.acpo.driver.cli.Main \
  --conf "spark.kubernetes.namespace=${NAMESPACE:-default}" \
  --conf "spark.kubernetes.container.image=$IMAGE" \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=acpo \
  --conf "spark.kubernetes.driver.podTemplateFile=$here/driver.yaml" \
  --conf "spark.kubernetes.executor.podTemplateFile=$here/executor.yaml" \
  --conf spark.driver.extraClassPath='/opt/acpo/jars/*' \
  --conf spark.driver.memory="${DRIVER_MEMORY:-16g}" \
  --conf spark.driver.memoryOverhead="${MEMORY_OVERHEAD:-24g}" \
  --conf spark.driver.resource.gpu.amount=1 \
  --conf spark.driver.resource.gpu.vendor=nvidia.com \
  --conf spark.driver.resource.gpu.discoveryScript=/opt/acpo/gpu/discover-gpus.sh \
  --conf spark.executor.instances="${EXECUTORS:-4}" \
  --conf spark.executor.cores="${EXECUTOR_CORES:-4}" \
  --conf spark.executor.memory="${EXECUTOR_MEMORY:-8g}" \
  --conf spark.executor.memoryOverhead="${MEMORY_OVERHEAD:-24g}" \
  --conf spark.executor.resource.gpu.amount=1 \
  --conf spark.executor.resource.gpu.vendor=nvidia.com \
  --conf spark.executor.resource.gpu.discoveryScript=/opt/acpo/gpu/discover-gpus.sh \
  --conf spark.task.resource.gpu.amount=1 \
  "${spark_conf[@]}" \
  spark-internal train "${arguments[@]}"
