// The slider beside a number moves the number; the form then asks for the deal by itself. Without script the number is typed.
document.addEventListener("input", (event) => {
  const slider = event.target;
  const number = slider.matches?.("input[type=range][data-for]") && document.getElementById(slider.dataset.for);
  if (number) number.value = slider.value;
});
document.addEventListener("change", (event) => {
  const number = event.target;
  const slider = number.id && document.querySelector(`input[type=range][data-for="${CSS.escape(number.id)}"]`);
  if (slider) slider.value = number.value;
});
