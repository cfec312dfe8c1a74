"""The plan of the year (年度工作计划): goals, measures, tasks with milestones, progress, lights and follow-up."""
