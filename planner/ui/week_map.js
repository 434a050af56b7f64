// A week as a map: days downwards, intervals to the right, coloured by a value. Arrow keys walk from
// cell to cell; a click or Enter picks one, a double click or Escape lets it go.
const ROW = 28, AXIS = 22, GAP = 10, MOST_LEFT = 220

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))
const blended = (stops, value) => {
  if (value <= stops[0][0]) return stops[0][1]
  for (let i = 1; i < stops.length; i++) {
    const [low, from] = stops[i - 1], [high, to] = stops[i]
    if (value > high) continue
    const part = (value - low) / (high - low), end = channels(to)
    return `rgb(${channels(from).map((c, k) => Math.round(c + part * (end[k] - c))).join()})`
  }
  return stops[stops.length - 1][1]
}
const made = (name, kind, text = "") => {
  const found = document.createElement(name)
  if (kind) found.className = kind
  found.textContent = text
  return found
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector("#planner-week-map")
  if (!data || !root) return
  const rows = data.days.length, columns = data.times.length, H = rows * ROW + AXIS
  const at = new Int32Array(rows * columns).fill(-1)
  data.row.forEach((r, i) => { at[r * columns + data.column[i]] = i })
  const view = root.view || (root.view = { cursor: null })
  const written = (value) => (data.signed && value > 0 ? "+" : "") + Math.round(value)

  const focused = parentElement.activeElement === root.canvas && Boolean(root.canvas)
  root.textContent = ""
  const legend = made("div", "legend"), bar = made("div", "bar"), blend = made("i")
  const [first, last] = [data.stops[0][0], data.stops[data.stops.length - 1][0]]
  const place = (value) => (100 * (value - first)) / (last - first || 1)
  blend.style.background =
    `linear-gradient(to right, ${data.stops.map(([v, hue]) => `${hue} ${place(v)}%`).join()})`
  const ends = made("span")
  for (const [value] of data.stops) ends.append(made("b", "", written(value)))
  bar.append(blend, ends)
  legend.append(made("span", "", data.legend), bar)
  const canvas = made("canvas", data.pick ? "pick" : "")
  canvas.tabIndex = 0
  canvas.setAttribute("role", "application")
  canvas.setAttribute("aria-label", data.alt)
  canvas.style.height = H + "px"
  const tip = made("div", "tip")
  tip.setAttribute("aria-live", "polite")
  root.append(legend, canvas, made("div", "below", data.below), tip)
  root.canvas = canvas
  const style = getComputedStyle(root)
  const font = "12px " + (style.getPropertyValue("--st-font") || "sans-serif")
  const ink = style.getPropertyValue("--st-text-color") || "#1F2933"
  let left = 0, wide = 0, asked = false

  const drawn = () => { if (!asked) { asked = true; requestAnimationFrame(paint) } }
  const x = (column) => left + (column * wide) / columns
  function paint() {
    asked = false
    const W = root.clientWidth, ratio = window.devicePixelRatio || 1
    if (!W) return
    canvas.width = W * ratio
    canvas.height = H * ratio
    const g = canvas.getContext("2d")
    g.setTransform(ratio, 0, 0, ratio, 0, 0)
    g.font = font
    left = GAP + Math.min(MOST_LEFT, Math.max(...data.days.map((day) => g.measureText(day).width)))
    wide = W - left - 14
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
      const i = at[r * columns + c]
      if (i < 0) continue
      g.fillStyle = blended(data.stops, data.value[i])
      g.fillRect(x(c) + 0.2, r * ROW + 0.2, x(c + 1) - x(c) - 0.4, ROW - 0.4)
    }
    g.fillStyle = "#52606D"
    g.textBaseline = "middle"
    g.textAlign = "right"
    data.days.forEach((day, r) => g.fillText(day, left - GAP, r * ROW + ROW / 2, MOST_LEFT))
    g.textAlign = "center"
    for (const c of data.marks) {
      const middle = (x(c) + x(c + 1)) / 2
      g.fillRect(middle - 0.5, rows * ROW + 2, 1, 4)
      g.fillText(data.times[c], middle, rows * ROW + 14)
    }
    framed(g, picked(), 2)
    if (view.cursor) framed(g, view.cursor, 1)
    root.dataset.ready = "1"
  }
  function framed(g, cell, width) {
    if (!cell || cell[0] < 0 || cell[1] < 0) return
    g.strokeStyle = ink
    g.lineWidth = width
    g.strokeRect(x(cell[1]), cell[0] * ROW, x(cell[1] + 1) - x(cell[1]), ROW)
  }
  const picked = () =>
    data.picked && [data.dates.indexOf(data.picked[0]), data.times.indexOf(data.picked[1])]

  const tell = (cell) => {
    const i = cell ? at[cell[0] * columns + cell[1]] : -1
    tip.style.display = i < 0 ? "none" : "block"
    if (i < 0) return
    tip.textContent = `${data.days[cell[0]]}\n${data.times[cell[1]]}\n${data.tips[i]}`
    const beside = x(cell[1] + 1) + 8
    tip.style.left = (beside + 200 < root.clientWidth ? beside : x(cell[1]) - 200) + "px"
    tip.style.top = canvas.offsetTop + cell[0] * ROW + 6 + "px"
  }
  const choose = (cell) => {
    if (!data.pick) return
    const there = cell && at[cell[0] * columns + cell[1]] >= 0
    setStateValue("picked", there ? [data.dates[cell[0]], data.times[cell[1]]] : null)
  }
  const spot = (event) => {
    const box = canvas.getBoundingClientRect()
    const r = Math.floor((event.clientY - box.top) / ROW)
    const c = Math.floor(((event.clientX - box.left - left) * columns) / wide)
    return r >= 0 && r < rows && c >= 0 && c < columns ? [r, c] : null
  }
  canvas.onpointermove = (event) => { view.cursor = spot(event); tell(view.cursor); drawn() }
  canvas.onpointerleave = canvas.onblur = () => { view.cursor = null; tell(null); drawn() }
  canvas.onclick = (event) => choose(spot(event))
  canvas.ondblclick = () => choose(null)
  canvas.onkeydown = (event) => {
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
                    Home: [0, -columns], End: [0, columns] }
    const [r, c] = view.cursor || picked() || [0, 0]
    if (steps[event.key]) {
      const kept = (value, size) => Math.max(0, Math.min(size - 1, value))
      const [down, across] = view.cursor || picked() ? steps[event.key] : [0, 0]
      view.cursor = [kept(r + down, rows), kept(c + across, columns)]
      tell(view.cursor)
      drawn()
    } else if (event.key === "Enter" || event.key === " ") choose(view.cursor)
    else if (event.key === "Escape") choose(null)
    else return
    event.preventDefault()
  }
  paint()
  if (focused) canvas.focus()
  const watcher = new ResizeObserver(drawn)
  watcher.observe(root)
  return () => watcher.disconnect()
}
