#!/usr/bin/env bash
# Installs a Java kernel for Jupyter that has Spark's classes, for read-with-spark.ipynb. Reads SPARK_HOME, otherwise takes the
# Spark that comes with acpo (`bin/acpo --version` builds it). Needs Java 17, and Maven for the kernel's jar.
#   notebooks/install-spark-kernel.sh [FOLDER]    FOLDER: of Jupyter's data, default ~/.local/share/jupyter
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
folder=${1:-$HOME/.local/share/jupyter}/kernels/acpo-spark
spark=${SPARK_HOME:-$root/deploy/target/acpo/spark}
kernel=3.0.1

compgen -G "$spark/jars/spark-sql_*.jar" >/dev/null || {
  echo "$spark has no Spark; run bin/acpo --version to build it, or set SPARK_HOME" >&2
  exit 1
}
mkdir -p "$folder"
mvn -B -ntp -q dependency:copy -Dartifact="io.github.padreati:rapaio-jupyter-kernel:$kernel" -DoutputDirectory="$folder"
# Spark's jars first: the kernel's jar brings an older Janino, with which Spark could not compile its queries
class_path="$spark/jars/*:$folder/rapaio-jupyter-kernel-$kernel.jar"
options=$(sed 's/  */", "/g' "$root/deploy/target/acpo/conf/java.options" 2>/dev/null || echo "-Dacpo=1")
cat >"$folder/kernel.json" <<EOF
{
  "argv": ["${JAVA_HOME:+$JAVA_HOME/bin/}java", "$options", "-Xmx2g",
    "-Dlog4j2.configurationFile=$root/deploy/dist/conf/log4j2.properties",
    "-cp", "$class_path", "org.rapaio.jupyter.kernel.MainApp", "{connection_file}"],
  "display_name": "Java with Spark",
  "language": "java",
  "interrupt_mode": "message",
  "env": {"SPARK_LOCAL_IP": "${SPARK_LOCAL_IP:-127.0.0.1}"}
}
EOF
echo "installed the kernel acpo-spark in $folder"
