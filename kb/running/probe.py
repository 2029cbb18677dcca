"""Is the web server of this container alive? `python -m kb.running.probe [PATH]` ends with 1 when it is not.

Standard library only, because it is asked every few seconds. It comes as the proxy would: by the site's name, over HTTPS.
"""

import http.client
import os
import sys


def main(path: str) -> int:
    port = int(os.environ.get("PORT") or 8000)
    name = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": name, "X-Forwarded-Proto": "https"})
        return int(connection.getresponse().status != 200)
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/healthz"))
