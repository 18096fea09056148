#!/usr/bin/env bash
# What Spark on Kubernetes starts a container with: `driver …` or `executor`. Any other command runs as it stands.
set -euo pipefail

# A cluster may run the container as a user without a name, which Hadoop's login refuses.
if ! getent passwd "$(id -u)" >/dev/null && [[ -w /etc/passwd ]]; then
  echo "spark:x:$(id -u):$(id -g)::${SPARK_HOME}:/bin/false" >>/etc/passwd
fi

init=()
if command -v tini >/dev/null; then init=(tini -s --); fi

case ${1:-} in
  driver)
    shift
    exec "${init[@]}" "$SPARK_HOME/bin/spark-submit" --deploy-mode client \
      --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" \
      --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=$SPARK_DRIVER_BIND_ADDRESS" "$@"
    ;;
  executor)
    # Spark numbers the JVM options, from SPARK_JAVA_OPT_0 on
    options=()
    for ((i = 0; ; i++)); do
      name=SPARK_JAVA_OPT_$i
      [[ -n ${!name+set} ]] || break
      options+=("${!name}")
    done
    exec "${init[@]}" "${JAVA_HOME:+$JAVA_HOME/bin/}java" "${options[@]}" \
      "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" \
      -cp "$SPARK_HOME/conf:${HADOOP_CONF_DIR:+$HADOOP_CONF_DIR:}${SPARK_CLASSPATH:+$SPARK_CLASSPATH:}$ACPO_HOME/jars/*:$SPARK_HOME/jars/*" \
      org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
      --driver-url "$SPARK_DRIVER_URL" \
      --executor-id "$SPARK_EXECUTOR_ID" \
      --cores "$SPARK_EXECUTOR_CORES" \
      --app-id "$SPARK_APPLICATION_ID" \
      --hostname "$SPARK_EXECUTOR_POD_IP" \
      --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" \
      --podName "$SPARK_EXECUTOR_POD_NAME"
    ;;
  *) exec "${init[@]}" "$@" ;;
esac
