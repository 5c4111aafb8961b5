#!/bin/sh
# report.html in a real browser: it opens from the disk without a request to any network and without a word on the console,
# shows its pictures, fits the window, and sorts a table when a title is clicked.
#
# Needs: python3, chromium and chromedriver (installed on Debian where this is root and they are not there, with a network).
# SCREENSHOT names a PNG file to keep.

. "$(dirname "$0")/common.sh"

command -v python3 > /dev/null || skip "python3 is needed"
if ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || skip "chromium and chromedriver are needed"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium chromium-driver; } > "$work/apt.txt" 2>&1 ||
        skip "chromium cannot be installed"
fi

write_experiment
"$PROLATE" bench "$work/experiment.yaml" -o "$work/results" -q
[ -f "$work/results/report.html" ] || "$PROLATE" plot "$work/results" > "$work/plot.txt" 2>&1
[ -f "$work/results/report.html" ] || fail "there is no report.html"

# The browser's own files go where they are removed.
HOME="$work" python3 - "$work" "${SCREENSHOT:-$work/report.png}" <<'PYTHON'
import base64, json, re, subprocess, sys, time, urllib.request

work, screenshot = sys.argv[1:]
session = None
driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["value"]


try:
    port = None
    while port is None:
        line = driver.stdout.readline()
        assert line, "chromedriver has ended"
        found = re.search(r"successfully on port (\d+)", line)
        port = found and found.group(1)
    base = f"http://127.0.0.1:{port}"
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1600",
                 f"--user-data-dir={work}/profile", "--disable-background-networking", "--no-first-run",
                 "--disable-breakpad", "--disable-crash-reporter"]
    wanted = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
    session = call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
    at = f"/session/{session}"
    run = lambda script, *values: call("POST", f"{at}/execute/sync", {"script": script, "args": list(values)})
    log = lambda kind: call("POST", f"{at}/se/log", {"type": kind})
    # What the browser's own first page asks for is not the report's.
    call("POST", f"{at}/url", {"url": "about:blank"})
    time.sleep(1)
    log("performance"), log("browser")
    call("POST", f"{at}/url", {"url": f"file://{work}/results/report.html"})
    time.sleep(1)

    requests = []
    for entry in log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            requests.append(message["params"]["request"]["url"])
    beyond = [url for url in requests if not re.match(r"(file|data|blob|about):", url)]
    assert not beyond, beyond
    files = [url for url in requests if url.startswith("file:")]
    assert len(files) == 1 and files[0].endswith("report.html"), files
    print(f"requests: {len(files)} file, {len(requests) - len(files)} within it, none to a network")

    pictures = run("""return Array.from(document.querySelectorAll("svg, img")).map(function (picture) {
        var box = picture.getBoundingClientRect();
        return [box.width, box.height, picture.tagName == "IMG" ? picture.naturalWidth : 1];
    })""")
    assert pictures and all(w > 0 and h > 0 and n > 0 for w, h, n in pictures), pictures
    wide, window = run("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"the page is {wide} wide, the window {window}"
    assert len(run("return document.title")) > 0
    print(f"pictures: {len(pictures)}, all shown; the page fits the window")

    tables = run("return document.querySelectorAll('table.sortable').length")
    assert tables > 0
    sorted_columns = 0
    for table in range(tables):
        titles = run("return document.querySelectorAll('table.sortable')[arguments[0]].tHead.rows[0].cells.length", table)
        for column in range(titles):
            read = """
                var body = document.querySelectorAll("table.sortable")[arguments[0]].tBodies[0];
                return Array.from(body.rows).map(function (row) {
                    var cell = row.cells[arguments[1]];
                    return [row.textContent, cell.dataset.value === undefined ? cell.textContent : cell.dataset.value];
                }, null)""".replace("arguments[1]", "column").replace("var body", "var column = arguments[1]; var body")
            before = run(read, table, column)
            title = call("POST", f"{at}/execute/sync", {"script":
                "return document.querySelectorAll('table.sortable')[arguments[0]].tHead.rows[0].cells[arguments[1]]",
                "args": [table, column]})
            element = next(iter(title.values()))
            orders = []
            for _ in range(2):
                # Clicked as a person does: the middle of the title must be in reach.
                run("arguments[0].scrollIntoView({block: 'center'})", title)
                call("POST", f"{at}/element/{element}/click", {})
                orders.append(run(read, table, column))
            for order in orders:
                assert sorted(row for row, _ in order) == sorted(row for row, _ in before), "rows are lost"

            def number(text):
                try:
                    return float(text)
                except ValueError:
                    return None

            for order, reverse in zip(orders, [False, True]):
                values = [number(value) for _, value in order]
                values = [value for value in values if value is not None]
                rising = values == sorted(values)
                falling = values == sorted(values, reverse=True)
                assert rising or falling, (table, column, values)
            first, second = ([number(value) for _, value in order] for order in orders)
            if None not in first and len(set(first)) == len(first) > 1:
                assert first == second[::-1], (first, second)
                sorted_columns += 1
    assert sorted_columns > 0
    print(f"tables: {tables}; {sorted_columns} columns of different numbers turn round at a second click")

    words = [entry for entry in log("browser")]
    assert not words, words
    print("console: not a word")
    call("POST", f"{at}/execute/sync", {"script": "window.scrollTo(0, 0)", "args": []})
    with open(screenshot, "wb") as file:
        file.write(base64.b64decode(call("GET", f"{at}/screenshot")))
finally:
    # Also after a failure: a browser whose session is left outlives its driver.
    if session:
        call("DELETE", f"/session/{session}")
    driver.terminate()
    driver.wait()
PYTHON
echo "passed: the report opens from the disk, asks no network for anything, and its tables sort"
