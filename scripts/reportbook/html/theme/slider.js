// Shows the picture of a figure that its slider chooses; all of them stand in the page.
// Without a script the picture at the start stands there and the slider does not.
(() => {
  "use strict";
  for (const slider of document.querySelectorAll(".slider")) {
    const control = slider.querySelector("input");
    const panes = [...slider.querySelector(".slider-panes").children];
    const chosen = () => panes[control.valueAsNumber];
    control.addEventListener("input", () => {
      for (const pane of panes) pane.hidden = pane !== chosen();
      slider.querySelector("output").value = chosen().dataset.value;
      control.setAttribute("aria-valuetext", chosen().dataset.value);
    });
    // When the hand rests; else each picture on the way would be read aloud, too.
    control.addEventListener("change", () => {
      const alt = chosen().firstElementChild.getAttribute("aria-label");
      slider.querySelector("[role=status]").textContent = alt;
    });
    slider.classList.add("live");
  }
})();
