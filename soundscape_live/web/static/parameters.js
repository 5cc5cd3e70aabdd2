// The parameters and LoRAs: a slider each, its value in words, who holds it, and of a parameter a button that gives it
// back.

const LABELS = { noise_scale: "noise scale", steps: "steps", accent: "accent", manage_cache: "keep cache", light: "light", pan_x: "pan right", pan_y: "pan down" };
const PLUS = new Set(["zoom", "rotate", "pan_x", "pan_y"]); // Their middle is nothing.
const GRACE_MS = 400; // The engine's answer to a movement of the slider may take so long.

export class Parameters {
  constructor(box, send) {
    this.box = box;
    this.send = send;
    this.rows = new Map();
  }

  show(params, loras) {
    for (const param of params) this.update(`param/${param.name}`, param, words(param.name, param.value));
    for (const lora of loras) this.update(`lora/${lora.name}`, lora, lora.scale.toFixed(2));
  }

  update(address, param, said) {
    if (!this.rows.has(address)) this.rows.set(address, this.row(address, param.name));
    this.rows.get(address)(param, said);
  }

  // Makes a row and returns what shows a value in it.
  row(address, name) {
    const id = address.replace("/", "-");
    const lora = address.startsWith("lora/");
    const row = Object.assign(document.createElement("div"), { className: "param", id });
    row.innerHTML = `<span class="name"></span><span class="value"></span><span class="holder tag"></span>` +
      `<input type="range" min="0" max="1" step="0.005"><button>release</button>`;
    const [label, value, holder, slider, release] = row.children;
    label.textContent = lora ? `LoRA ${name}` : LABELS[name] || name.replaceAll("_", " ");
    slider.setAttribute("aria-label", label.textContent);
    release.setAttribute("aria-label", `release ${label.textContent}`);
    release.disabled = slider.disabled = document.getElementById("panic").disabled;
    let pulled = false;
    let movedAt = -Infinity;
    slider.addEventListener("pointerdown", () => { pulled = true; });
    for (const end of ["pointerup", "pointercancel"]) slider.addEventListener(end, () => { pulled = false; });
    slider.addEventListener("input", () => {
      movedAt = performance.now();
      this.send(`/soundscape/${address}`, Number(slider.value));
    });
    release.addEventListener("click", () => this.send(`/soundscape/${address}/release`));
    this.box.append(row);
    return (param, said) => {
      if (!pulled && performance.now() - movedAt > GRACE_MS) slider.value = param.value;
      value.textContent = said;
      holder.textContent = param.holder;
      holder.className = `holder tag ${param.holder}`;
      row.classList.toggle("held", param.holder === "hand");
    };
  }
}

function words(name, value) {
  if (name === "manage_cache") return value >= 0.5 ? "on" : "off";
  if (PLUS.has(name)) return value === 0.5 ? "still" : `${value > 0.5 ? "+" : "−"}${Math.round(200 * Math.abs(value - 0.5))} %`;
  if (name === "pace") return `× ${(4 * value * value).toFixed(2)}`;
  return name === "noise_scale" ? value.toFixed(2) : `${Math.round(100 * value)} %`;
}
