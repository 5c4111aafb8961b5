#!/bin/sh
# Opens a report in a real headless browser, without a network: the page is whole, its pictures have a size, and a click on a
# column's title sorts the table, upwards first and downwards by the next click.
#
# Needs: chromium (Debian: apt-get install chromium), and the program, built: cargo build --release.
# Use: tests/external/browser.sh
set -eu
cd "$(dirname "$0")/../.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "skipped: there is no chromium"
    exit 0
fi
prolate=${PROLATE:-target/release/prolate}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$prolate" bench scenarios/wall_gap.yaml scenarios/four_rooms.yaml -p rrt,rrt-star,informed-rrt-star -r 20 -n 2000 -q -o "$folder/results"
"$prolate" plot "$folder/results" -q

# The page with a visitor at its end, who clicks and tells what he sees.
page="$folder/visited.html"
grep -v -x -e "</body>" -e "</html>" "$folder/results/report.html" > "$page"
cat >> "$page" <<'END'
<pre id="seen"></pre><script>
addEventListener("error", function (e) { document.getElementById("seen").textContent += "error: " + e.message + "\n"; });
addEventListener("load", function () {
  var seen = [];
  var table = document.querySelector(".scenario table.sortable");
  var titles = Array.from(table.querySelectorAll("thead th"));
  var column = titles.findIndex(function (t) { return t.textContent === "final cost"; });
  var values = function () {
    return Array.from(table.tBodies[0].rows).map(function (r) { return parseFloat(r.children[column].dataset.value); });
  };
  var sorted = function (v, sign) { return v.every(function (x, i) { return i === 0 || sign * (x - v[i - 1]) >= 0; }); };
  titles[column].click();
  seen.push("up " + sorted(values(), 1));
  titles[column].click();
  seen.push("down " + sorted(values(), -1));
  seen.push("rows " + table.tBodies[0].rows.length);
  var pictures = Array.from(document.querySelectorAll("figure svg"));
  seen.push("pictures " + pictures.every(function (p) { return p.getBoundingClientRect().width > 100; }) + " " + pictures.length);
  seen.push("requests " + performance.getEntriesByType("resource").length);
  document.getElementById("seen").textContent += seen.join("\n") + "\n";
});
</script></body></html>
END
"$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --host-resolver-rules="MAP * ~NOTFOUND" \
    --dump-dom "file://$page" 2> "$folder/messages" > "$folder/dom.html"
sed -n '/<pre id="seen">/,/<\/pre>/p' "$folder/dom.html" | sed 's/<[^>]*>//g' > "$folder/seen"
cat "$folder/seen"
for words in "up true" "down true" "rows 3" "pictures true" "requests 0"; do
    if ! grep -q "$words" "$folder/seen"; then
        echo "failed: the page does not say \`$words\`"
        exit 1
    fi
done
if grep -q "^error" "$folder/seen"; then
    exit 1
fi
echo "passed: the report opens in $("$browser" --version 2>/dev/null)"
