"""Stands in for the Python package duckdb where PyPI is not reached: the same engine through its JDBC driver.

Has what the notebooks use of that package, ``duckdb.sql(query).df()``, and nothing else. The driver's jar is named by the
environment variable DUCKDB_JDBC. Columns come as JSON carries them, so a date would be text.
"""

import os
import pathlib
import subprocess
import tempfile

import pandas

_QUERY = pathlib.Path(__file__).with_name("Query.java")


class Error(Exception):
    """What DuckDB says is wrong with a query."""


class _Result:
    def __init__(self, query):
        self._query = query

    def df(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "result.json")
            run = subprocess.run(
                ["java", "-cp", os.environ["DUCKDB_JDBC"], str(_QUERY), file],
                input=self._query, text=True, capture_output=True,
            )
            if run.returncode != 0:
                raise Error(run.stderr.strip())
            return pandas.read_json(file, lines=True, precise_float=True, convert_dates=False, dtype=False)


def sql(query):
    return _Result(query)
