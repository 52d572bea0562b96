package web

import "strconv"

// serials gives every problem that the API can name a number of its own. A number is never given again: a key
// that goes leaves its line, a new one goes to the end.
func serials() []string {
	return []string{
		1:  "problem.internal",
		2:  "problem.notfound",
		3:  "problem.method",
		4:  "problem.request",
		5:  "problem.large",
		6:  "problem.unavailable",
		7:  "store.unavailable",
		8:  "link.unknown",
		9:  "api.body",
		10: "api.batch.large",
		11: "api.sheet",
		12: "api.channel",
		13: "api.version",
		14: "api.value",
		15: "api.sheet.conflict",
		16: "api.sheet.closed",
		17: "api.sheet.withdrawn",
		18: "sheet.follows.cycle",
		19: "sheet.id",
		20: "sheet.language",
		21: "sheet.version",
		22: "sheet.precision",
		23: "sheet.follows",
		24: "sheet.follows.repeat",
		25: "sheet.shared",
		26: "sheet.required",
		27: "sheet.unasked",
		28: "sheet.question.unknown",
		29: "sheet.rows.none",
		30: "sheet.rows.few",
		31: "sheet.rows.many",
		32: "answer.several",
		33: "answer.unknown",
		34: "answer.text.unreadable",
		35: "answer.text.long",
		36: "answer.minutes",
		37: "answer.minutes.unasked",
		38: "answer.minutes.outside",
		39: "answer.date",
		40: "answer.specify.nothing",
		41: "answer.specify.other",
		42: "answer.integer",
		43: "answer.range",
		44: "guard.national",
		45: "guard.iban",
		46: "guard.card",
		47: "link.malformed",
		48: "sheet.unknown",
		49: "sheet.withdrawn",
		50: "sheet.changed",
		51: "sheet.unclaimed",
		52: "api.secret",
		53: "api.sheet.other",
	}
}

// codeOf returns the code of a problem: the status, a point, and the problem's number; 0 for a problem without
// one.
func codeOf(status int, key string) string {
	serial := 0
	for i, k := range serials() {
		if k == key && key != "" {
			serial = i
		}
	}
	return strconv.Itoa(status) + "." + strconv.Itoa(serial)
}
