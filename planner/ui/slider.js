// A native range input: what a key moves is sent at once, what follows closely or is dragged waits
// for a pause. The page's answer says which move it answers, so that none of an earlier one moves
// the slider back.
const PAUSE = 120, CLOSE = 250

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".slider")
  if (!data || !root) return
  const find = (name) => root.querySelector(name)
  const range = find("input"), shown = find("output"), help = find(".help")
  const own = root.own || (root.own = { turn: data.turn, sent: 0, timer: 0, held: false })

  const text = (value) =>
    (data.sign && value >= 0 ? "+" : "") + value.toFixed(data.digits) + data.unit
  const show = () => {
    const value = Number(range.value), part = (value - data.low) / (data.high - data.low)
    shown.textContent = text(value)
    range.setAttribute("aria-valuetext", text(value))
    range.style.setProperty("--part", 100 * part + "%")
  }
  const send = () => {
    clearTimeout(own.timer)
    own.timer = 0
    own.sent = performance.now()
    setStateValue("moved", { value: Number(range.value), turn: own.turn })
  }
  const wait = () => {
    clearTimeout(own.timer)
    own.timer = setTimeout(send, PAUSE)
  }

  find("label").textContent = data.label
  help.hidden = !data.help
  help.setAttribute("aria-label", data.label + ": " + data.help)
  find(".tip").textContent = data.help
  const [least, most] = root.querySelectorAll(".ends span")
  least.textContent = text(data.low)
  most.textContent = text(data.high)
  range.min = data.low
  range.max = data.high
  range.step = data.step
  range.disabled = data.disabled
  root.classList.toggle("still", data.disabled)
  if (data.turn >= own.turn) range.value = data.value
  show()

  range.onpointerdown = () => { own.held = true }
  range.oninput = () => {
    own.turn += 1
    show()
    if (own.held || performance.now() - own.sent < CLOSE) wait()
    else send()
  }
  const released = () => {
    if (!own.held) return
    own.held = false
    if (own.timer) send()
  }
  range.onchange = range.onpointerup = range.onpointercancel = released
}
