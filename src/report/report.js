// Sorts a table by the column whose title is clicked: upwards first, downwards by the next click.
document.querySelectorAll("table.sortable thead th").forEach(function (title) {
  title.addEventListener("click", function () {
    var table = title.closest("table");
    var column = Array.prototype.indexOf.call(title.parentNode.children, title);
    var up = title.getAttribute("data-order") !== "up";
    table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("data-order"); });
    title.setAttribute("data-order", up ? "up" : "down");
    var body = table.tBodies[0];
    var value = function (row) { return parseFloat(row.children[column].getAttribute("data-value")); };
    var rows = Array.from(body.rows).sort(function (a, b) {
      var x = value(a), y = value(b);
      return (x === y ? 0 : x - y) * (up ? 1 : -1);
    });
    rows.forEach(function (row) { body.appendChild(row); });
  });
});
