"""What is said of limits and of what was used, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_USAGE: Mapping[str, str] = MappingProxyType(
    {
        "money": "${amount}",
        "here": "here",
        "allowance": "{amount} {period}",
        "counted_answers": "{count} {count:answer|answers}",
        "counted_tokens": "{count} {count:token|tokens}",
        "period_minute": "a minute",
        "period_day": "a day",
        "period_month": "a month",
        "over_budget_person_there": "Your limit {where} is used up: {limit}. You can ask again {left} ({at}).",
        "over_budget_all_there": (
            "The limit that everyone shares {where} is used up: {limit}. I answer again {left} ({at})."
        ),
        "over_budget_unpriced": (
            "The limit for models whose price nobody knows is used up: {limit}. This model answers again {left} "
            "({at}); others may answer now: /model."
        ),
        "whom_you": "you",
        "whom_where": "{whom}, {where}",
        "cost_less": "under {amount}",
        "over_budget_person": "Your limit is used up: {limit}. You can ask again {left} ({at}).",
        "over_budget_all": "The limit for everyone together is used up: {limit}. I answer again {left} ({at}).",
        "over_budget_share": (
            "This server has used up its share of what everyone has together: {limit}. I answer here again {left} "
            "({at})."
        ),
        "over_budget_new": (
            "You joined today, and what new members share is used up: {limit}. You can ask again {left} ({at})."
        ),
        "cut_by_budget": "✂️ Cut off here. {sentence}",
        "person_unclear": "Say whom you mean: with a mention, their number, or as a reply to one of their messages.",
        "not_yourself": "You cannot shut yourself out.",
        "limits_head": "The limits that apply to you here",
        "limits_none": "No limits apply here.",
        "limit_line": "- {whom}: {limit}, {used} used; starts over {left} ({at})",
        "limit_set": "New limit for {whom}: {limit}.",
        "limit_gone": "Limit removed for {whom}.",
        "limit_none": "There was no such limit for {whom}.",
        "limit_unclear": (
            "I can't read that as a limit. Write something like 20 answers a day, $2 a month or 50k tokens a day; off "
            "removes it."
        ),
        "share_set": "From now on, one server may use at most {percent}% of what everyone has together ({where}).",
        "share_gone": "That share is removed; the usual one applies again ({where}).",
        "everywhere": "everywhere",
        "everyone": "everyone",
        "whom_all": "everyone together",
        "whom_each": "each person",
        "whom_role": "each person with the role {role}",
        "whom_unpriced": "everyone together, with models whose price nobody knows",
        "whom_newcomers": "new members of today, {whom}",
        "usage_me": "What you used in the last {days:day|{days} days} (UTC), everywhere",
        "usage_here": "What everyone used here in the last {days:day|{days} days} (UTC)",
        "usage_server": "What everyone used in this server in the last {days:day|{days} days} (UTC)",
        "usage_no_server": "This is not a server; choose me or here.",
        "usage_days_unfit": "Give the days as a whole number from 1 to {most}.",
        "usage_none": "No answers yet.",
        "usage_line": (
            "{name}: {answers} {answers:answer|answers}, {input_tokens} {input_tokens:token|tokens} in, "
            "{output_tokens} out"
        ),
        "usage_cost": "{line}, {cost}",
        "usage_like": "{line}, at the price of {model}",
        "usage_sum": "Total",
        "usage_unpriced": "The cost leaves out models whose price nobody knows.",
        "prices_old": "My price list is from {date}, {days} {days:day|days} ago; prices may have changed since.",
        "usage_today": "today",
        "usage_day": "{day} {month}",
        "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "usage_others": "others",
        "usage_chart": "Answers in the last {days:day|{days} days}",
    }
)
