// Sorts the rows that are in a table; without it the page is whole, in the order of names.
"use strict";
for (const table of document.querySelectorAll("table.sorts")) {
  const heads = [...table.tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].textContent.trim();
  const number = (row, column) => { const found = parseFloat(text(row, column)); return isNaN(found) ? -1 : found; };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "↕";
    button.setAttribute("aria-label", "Sort by " + head.dataset.name);
    head.append(" ", button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const up = before ? before === "descending" : column === 0;
      const compare = column === 0 ? (a, b) => text(a, 0).localeCompare(text(b, 0)) : (a, b) => number(a, column) - number(b, column);
      heads.forEach((other) => { other.removeAttribute("aria-sort"); other.querySelector("button").textContent = "↕"; });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      button.textContent = up ? "↑" : "↓";
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
    });
  });
}
