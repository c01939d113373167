// Gives the controls of ipywidgets, drawn some time after the page, names for a screen reader.
(() => {
  "use strict";
  const BUTTONS = {
    "fa-play": "Play",
    "fa-pause": "Pause",
    "fa-stop": "Stop",
    "fa-retweet": "Repeat",
  };

  // Only if it differs: each change calls the observer again.
  const set = (element, name, value) => {
    if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const nameSlider = (slider) => {
    const label = slider.querySelector(".widget-label")?.textContent;
    const readout = slider.querySelector(".widget-readout");
    const handles = slider.querySelectorAll(".noUi-handle");
    handles.forEach((handle, i) => {
      set(handle, "role", "slider");
      if (handles.length === 1) {
        set(handle, "aria-label", label);
        set(handle, "aria-valuetext", readout?.textContent);
      } else set(handle, "aria-label", `${label}, ${i ? "upper" : "lower"} end`);
    });
    if (readout) {
      set(readout, "role", "textbox");
      set(readout, "aria-label", label);
    }
  };

  const nameAll = () => {
    document.querySelectorAll(".widget-slider").forEach(nameSlider);
    document.querySelectorAll(".widget-play button").forEach((button) => {
      for (const icon of button.firstElementChild?.classList ?? [])
        set(button, "aria-label", BUTTONS[icon]);
    });
    // A missing tooltip arrives as the word "null".
    document.querySelectorAll('.widget-label[title="null"]').forEach((label) => {
      label.removeAttribute("title");
    });
  };

  new MutationObserver(nameAll).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-valuetext", "class"],
  });
  nameAll();
})();
