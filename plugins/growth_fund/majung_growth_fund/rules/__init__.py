"""What the fund's notices and practice say: pure functions of what they are given, `today` included.

`products` a fund of one year and its terms · `preference` and `industries` dated sets · `facts` what is known
of a firm · `eligibility` who may apply · `caps` how much · `rates` at which rate · `scoring` in which order ·
`recommendation` until when · `schedule` and `relief` how it is paid back · `interest` and `settlement` the
province's monthly share · `claims`, `corrections` and `stopping` when something was wrong · `lifecycle` states.
"""
