"""Write down what both platforms show: `python -m tests.bots.text.answers`. Read the difference by eye."""

from tests.bots.text.answers.frames import ANSWERS, as_shown

for answer in ANSWERS:
    for platform, shown in as_shown(answer.read_text(encoding="utf-8")).items():
        answer.with_suffix(f".{platform}.txt").write_text(shown, encoding="utf-8")
