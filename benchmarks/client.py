"""Asks for pages, in a process of its own so that its work is not counted as the server's.

Reads jobs as lines of JSON, asks with http.client over one kept-open connection for each server (or a new one
each time), and answers each job with a line of JSON. A wrong status ends the run: a fast error is no result.
"""

import http.client
import json
import subprocess
import sys
import time

TIMEOUT = 30


class Client:
    """The other end: starts the process, hands it jobs. A context manager."""

    def __enter__(self):
        command = [sys.executable, "-m", "benchmarks.client"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        return self

    def __exit__(self, *problem):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, port, requests, count, keep_alive=True):
        """Send `count` requests, going round the list again and again; return the seconds each one took.

        A request is a dict: method, path, headers, body (a str), status (the expected one). Raises
        RuntimeError for any other status.
        """
        job = {"port": port, "requests": requests, "count": count, "keep_alive": keep_alive}
        self.process.stdin.write(json.dumps(job) + "\n")
        answer = json.loads(self.process.stdout.readline() or '{"problem": "The client has ended."}')
        if "problem" in answer:
            raise RuntimeError(answer["problem"])
        return answer["seconds"]


def get(path, cookies=None, status=200):
    """A GET request as `Client.ask` takes it."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    return {"method": "GET", "path": path, "headers": headers, "body": None, "status": status}


def post(path, body, cookies, status=302):
    """A POST of an already encoded form."""
    request = get(path, cookies, status)
    request["headers"]["Content-Type"] = "application/x-www-form-urlencoded"
    return {**request, "method": "POST", "body": body}


def run(job, connections):
    """The seconds that each request of the job took."""
    port, seconds = job["port"], []
    connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT))
    for number in range(job["count"]):
        asked = job["requests"][number % len(job["requests"])]
        start = time.perf_counter()
        response = exchange(connection, asked)
        seconds.append(time.perf_counter() - start)
        if response.status != asked["status"]:
            raise ValueError(f"{asked['method']} {asked['path']}: {response.status}")
        if not job["keep_alive"]:
            connection.close()
    return seconds


def exchange(connection, asked):
    """One request and its whole response; once more if the server has meanwhile closed an idle connection."""
    for attempt in (1, 2):
        try:
            connection.request(asked["method"], asked["path"], asked["body"], asked["headers"])
            response = connection.getresponse()
            response.read()
            return response
        except (ConnectionError, http.client.BadStatusLine):
            connection.close()
            if attempt == 2:
                raise
    return None


def main():
    """Answer jobs until there are no more."""
    connections = {}
    for line in sys.stdin:
        try:
            answer = {"seconds": run(json.loads(line), connections)}
        except (ValueError, OSError, http.client.HTTPException) as error:
            answer = {"problem": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
