"""What the performance claims are measured with; `python benchmarks/grading.py` measures.

grading     the command: which parts, how many rounds, where the figures go
latency     one submission: a plain pytest, a warm grader at two levels, the floor
throughput  a class: submissions per second with one worker and with two
shell       `grade run` and `grade watch`, as somebody at a terminal waits for them
memory      what a real worker holds, and whether it stays so
table       the figures as Markdown, and into the pages that carry them
figures     what is made of measurements: medians, ratios within a round
sample      which exercises, and their groups
lean        the plain pytest that we compare with
peers       a process that answers on a pipe
meter       processor time and memory of all that a process starts
floor, warm, class_run   run in processes of their own
in_process  what a teacher would write for a plain pytest; holds nothing of the grader
"""
