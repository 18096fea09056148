#!/usr/bin/env bash
# Runs a Python program with what the notebooks import: Debian's pandas, matplotlib and Jupyter, and for DuckDB its JDBC driver
# behind .ci/duckdb/duckdb.py, because the Python package is on PyPI alone. What is there already is taken as it is.
#   .ci/python.sh FILE|-m MODULE [ARGUMENT…]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
python=/usr/bin/python3 # Debian's, which sees Debian's packages
duckdb=1.4.4.0

if ! "$python" -c 'import pandas, matplotlib, nbconvert, ipykernel' 2>/dev/null; then
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    python3-pandas python3-matplotlib python3-nbconvert python3-ipykernel >/dev/null
fi
jar=$root/target/duckdb/duckdb_jdbc-$duckdb.jar
[[ -e $jar ]] || mvn -B -ntp -q -N -f "$root/pom.xml" dependency:copy -Dartifact="org.duckdb:duckdb_jdbc:$duckdb" \
  -DoutputDirectory="$(dirname "$jar")" -Dmdep.useBaseVersion=true
export DUCKDB_JDBC=$jar PYTHONPATH=$root/.ci/duckdb PYTHONDONTWRITEBYTECODE=1
exec "$python" "$@"
