"""What the actors of a loan ask and do, as their frontends would."""

from __future__ import annotations

from tests.plugins.agency import change

# a year of the fund
CREATE_EDITION = change("E", "$year: Int!", 'createEdition(program: "GROWTH_FUND", year: $year)', "id")
SET_RULES = change(
    "R",
    "$edition: ID!, $data: JSON!, $from: Date!",
    "setEditionRules(edition: $edition, data: $data, validFrom: $from)",
    "id",
)
BUDGET_LINE = change(
    "L",
    "$edition: ID!, $code: String!, $amount: Won!",
    'createBudgetLine(edition: $edition, code: $code, fundSource: "PROVINCE", amountKrw: $amount)',
    "id availableKrw",
)
ENTER_PRODUCT = change(
    "P",
    "$edition: ID!, $code: String!, $input: FundProductInput!",
    "enterFundProduct(edition: $edition, code: $code, input: $input)",
)
OFFER_REPAYMENTS = change(
    "O",
    "$product: ID!, $choices: [FundRepaymentInput!]!",
    "offerFundRepayments(product: $product, choices: $choices)",
    "id repayments { nodes { code method } }",
)
ENTER_RUBRIC = change(
    "U",
    "$edition: ID!, $input: FundRubricInput!",
    "enterFundRubric(edition: $edition, input: $input)",
    "id passMark criteria { code most bonus }",
)
STOP_GROUND = change(
    "G",
    "$ground: FundDatedInput!, $effect: String!, $clawback: Boolean!",
    "enterStopGround(ground: $ground, effect: $effect, clawback: $clawback)",
    "id",
)
CREATE_CALL = change("C", "$edition: ID!, $input: CallInput!", "createCall(edition: $edition, input: $input)")
ALLOW_BUDGET = change("D", "$call: ID!, $line: ID!", "allowCallBudget(call: $call, line: $line)", "id")
PUBLISH_CALL = change("C", "$id: ID!, $version: Int!", "publishCall(id: $id, version: $version)", "id version status")
CLOSE_CALL = change("C", "$id: ID!, $version: Int!", "closeCall(id: $id, version: $version)", "id version status")

# the application
START = change("S", "$call: ID!, $firm: ID!", "startApplication(call: $call, firm: $firm)", "id version state")
SAVE = change(
    "S",
    "$id: ID!, $answers: JSON!, $version: Int",
    "saveDraft(id: $id, answers: $answers, version: $version)",
    "id version answers allowedActions { action allowed refusal { code } }",
)
SUBMIT = change(
    "S",
    "$id: ID!, $version: Int!, $documents: [DocumentInput!]",
    "submitApplication(id: $id, version: $version, documents: $documents)",
    "id version state receiptNumber receiptHash submittedAt documents",
)
WITHDRAW = change("W", "$id: ID!, $version: Int!", "withdrawFundApplication(id: $id, version: $version)", "id state")
SCREEN = change("S", "$id: ID!, $version: Int!", "beginFundScreening(id: $id, version: $version)", "id version state")
PAPER = change(
    "P",
    "$application: ID!, $paper: FundPaperInput!",
    "enterFundFact(application: $application, paper: $paper)",
    "id",
)
NEED = change(
    "N",
    "$application: ID!, $facility: Won!, $working: Won!",
    "checkFundNeed(application: $application, facilityNeedKrw: $facility, workingNeedKrw: $working)",
    "id needChecked",
)
JUDGE = change(
    "J",
    "$id: ID!, $version: Int!, $visit: Boolean!",
    "judgeFundEligibility(id: $id, version: $version, visit: $visit)",
    "id version state decisions { nodes { outcome reasonCodes facts } }",
)
VISIT = change(
    "V",
    "$application: ID!, $version: Int!, $visit: FundVisitInput!",
    "recordFundVisit(application: $application, version: $version, visit: $visit)",
    "id",
)
SHEET = change(
    "H",
    "$application: ID!, $rubric: ID!, $points: [FundPointsInput!]!, $recused: Boolean = false",
    "handInScoreSheet(application: $application, rubric: $rubric, points: $points, recused: $recused)",
    "id",
)
CLOSE_SCORING = change(
    "K",
    "$application: ID!, $version: Int!, $rubric: ID!",
    "closeFundScoring(application: $application, version: $version, rubric: $rubric)",
    "id average passed counted",
)
RANK = change(
    "K",
    "$call: ID!, $places: Int!, $reserves: Int!",
    "rankFundCall(call: $call, places: $places, reserves: $reserves)",
    "applications { nodes { id state ... on GrowthFundApplication { committeeResult { rank place average } } } }",
)
RECOMMEND = change(
    "R",
    "$application: ID!, $version: Int!, $offer: FundOfferInput!",
    "recommendLoan(application: $application, version: $version, offer: $offer)",
    "id version number state amountKrw grantedPct validUntil",
)

# the loan
EXECUTE = change(
    "X",
    "$letter: ID!, $version: Int!, $execution: FundExecutionInput!",
    "reportLoanExecution(recommendation: $letter, version: $version, execution: $execution)",
    "id version state maturesOn outstandingKrw",
)
DECLINE = change(
    "X",
    "$letter: ID!, $version: Int!",
    'reportLoanDecline(recommendation: $letter, version: $version, note: "담보 부족")',
    "id state",
)
ACTIVATE = change("X", "$id: ID!, $version: Int!", "activateLoan(id: $id, version: $version)", "id version state")
BALANCE = change(
    "X",
    "$id: ID!, $version: Int!, $on: Date!, $balance: Won!",
    "reportLoanBalance(id: $id, version: $version, on: $on, balanceKrw: $balance)",
    "id version state outstandingKrw endedOn",
)
RELIEF = change(
    "X",
    "$id: ID!, $version: Int!, $relief: FundReliefInput!",
    "grantLoanRelief(id: $id, version: $version, relief: $relief)",
    "id version maturesOn",
)
UNDERPAID = change("X", "$loan: ID!", 'claimUnderpaid(loan: $loan, reason: "지급 확인")', "id")
JOBS = change(
    "X", "$loan: ID!, $on: Date!, $jobs: Int!", "reportLoanJobs(loan: $loan, on: $on, jobs: $jobs)", "id jobs"
)
CANCEL = change(
    "X",
    "$id: ID!, $version: Int!, $ground: String!, $causeOn: Date!",
    "cancelLoan(id: $id, version: $version, ground: $ground, causeOn: $causeOn)",
    "id version state stopOn",
)
CLAW_BACK = change(
    "X",
    "$id: ID!, $version: Int!",
    "clawBackLoan(id: $id, version: $version)",
    "id version state clawback { id amountKrw interestKrw dueOn status }",
)
RETURN = change(
    "X",
    "$clawback: ID!, $amount: Won!, $on: Date!",
    "recordReturn(clawback: $clawback, amountKrw: $amount, returnedOn: $on)",
    "id status returnedKrw",
)
CLOSE_LOAN = change("X", "$id: ID!, $version: Int!", "closeLoan(id: $id, version: $version)", "id version state")

# a month
SETTLE = change(
    "X",
    "$edition: ID!, $line: ID!, $month: Date!",
    "settleFundMonth(edition: $edition, line: $line, month: $month)",
    "id version state loans amountKrw notSettled { code } lines { nodes { amountKrw segments { balanceKrw pct } } }",
)
CLAIM = change(
    "X",
    "$month: Date!, $lines: [FundClaimedLineInput!]!",
    "submitBankClaim(month: $month, lines: $lines)",
    "id claimedKrw computedKrw differing lines { loan comparison }",
)
APPROVE = change(
    "X",
    "$id: ID!, $version: Int!, $despite: String",
    "approveFundSettlement(id: $id, version: $version, despite: $despite)",
    "id version state approvedBy",
)
PAY = change(
    "X",
    "$id: ID!, $version: Int!, $on: Date!, $reference: String!",
    "payFundSettlement(id: $id, version: $version, paidOn: $on, reference: $reference)",
    "id version state paidOn",
)

# what everybody looks at
FIRM = """query F($firm: ID!) {
  firm(id: $firm) {
    name representative status
    applications { totalCount nodes { state answers } }
    loans { totalCount nodes { id number state principalKrw outstandingKrw bank { nameKo } } }
    recommendations { totalCount nodes { number state amountKrw } }
    supportRecords { totalCount nodes { decidedKrw paidKrw returnedKrw status } }
    fundFamilies { family outstandingKrw recommendedKrw headroomKrw }
    subsidyPaidByYear { year amountKrw }
  }
}"""
LETTERS = """{
  recommendations {
    nodes {
      id version number state amountKrw validUntil
      firm { name representative establishments { nodes { brn } } }
      application { answers }
    }
  }
}"""
LOAN = """query L($id: ID!) {
  loan(id: $id) {
    state number principalKrw outstandingKrw version
    firm { name } bank { nameKo } application { state } recommendation { state }
    jobsReports { nodes { jobs } }
    subsidyLines { nodes { month amountKrw comparison paidOn settlement { state } payment { amountKrw } } }
    steps { nodes { action toState } }
    clawback { amountKrw status }
  }
}"""
APPLICATION = """query A($id: ID!) {
  application(id: $id) {
    id state version receiptNumber
    decisions { nodes { outcome } }
    transitions { nodes { action } }
    ... on GrowthFundApplication {
      request { needChecked workingKrw }
      siteVisits { totalCount }
      scoreSheets { nodes { member points { criterion points } } }
      committeeResult { average passed }
      recommendations { nodes { id version state } }
    }
  }
}"""
ELIGIBILITY = """query E($firm: ID!, $product: ID!) {
  growthFundEligibility(firm: $firm, product: $product, workingKrw: 300000000) {
    verdict headroomKrw findings { code outcome needs reason }
  }
}"""
BUDGET = "{ budgetLines { nodes { code amountKrw reservedKrw consumedKrw paidKrw availableKrw } } }"
CALLS = "{ calls { nodes { id title status } } }"
SETTLEMENTS = "{ growthFundSettlements { totalCount } bankClaims { totalCount } subsidyLines { totalCount } }"
ACCESS = "{ accessRecords(first: 100) { nodes { kind readTable columns unmasked } } }"
UPDATES = """subscription U($after: Cursor) {
  updates(after: $after) { __typename type cursor subject { __typename } ... on LoanExecuted { principalKrw } }
}"""
