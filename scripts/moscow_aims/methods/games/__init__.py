"""Which explanations of delay are coherent? Bargaining models as small pure functions.

Russia and the other side divide a prize worth one. No parameter is estimated: a model shows that a
mechanism is possible and what follows from it, not that it operates.

`rubinstein`    patience buys a larger share, at once: no delay (Rubinstein 1982)
`mediator`      offers that grow while one waits, and deadlines that are not enforced
`reputation`    two sides that may be stubborn wear each other out (Abreu & Gul 2000)
`stake`         a leader whose office depends on the war (Fearon 1995; Jackson & Morelli 2007)
`resurrection`  a leader who gambles for victory (after Goemans 2000)
`commitment`    no promise not to attack again (Powell 2006)
`learning`      war ends when beliefs meet (after Slantchev 2003): the rival explanation

Formulas without a logarithm or an exponential are exact when they are given `fractions.Fraction`;
answers that count rounds or battles are exact in any case.
"""
