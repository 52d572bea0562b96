package interchange

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// servicePattern is what the code of a service looks like.
var servicePattern = regexp.MustCompile(`^[a-z0-9-]{1,24}$`)

// hashPattern is what a server stores of a device's token: a SHA-256 in hexadecimal.
var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// mostWorker is the most signs of a token: twice a SHA-256 in hexadecimal.
const mostWorker = 128

// Years of a reception that a program can have noted.
const (
	earliestReception = 2000
	latestReception   = 2199
)

// readOwn reads the columns that are not answers and that sheet.Read leaves to its caller.
func (r *reader) readOwn(g *gathered) sheet.Sheet {
	if r.own(g.values, sheet.FieldDate) == "" && !r.lacks(sheet.FieldDate) {
		r.refuse(g.line, g.values, sheet.FieldDate, problem.New(problem.Invalid, "import.date", nil))
	}
	slug := r.layout.campaign.Slug
	if c := r.own(g.values, colCampaign); c != "" && c != slug && !r.options.AsCampaign && r.once(colCampaign+c) {
		r.refuse(g.line, g.values, colCampaign, problem.New(problem.Invalid, "import.campaign", problem.Args{"slug": slug}))
	}
	return sheet.Sheet{
		Participant: r.service(g),
		Worker:      r.worker(g),
		ReceivedAt:  r.receivedAt(g),
		Channel:     r.channel(g),
		Status:      r.status(g),
		Reason:      r.freeText(g, colReason),
	}
}

// language returns the language of a sheet, the campaign's where the file does not say.
func (r *reader) language(g *gathered) string {
	if sent := r.own(g.values, sheet.FieldLanguage); sent != "" {
		return sent
	}
	return string(r.layout.campaign.Language)
}

// service reads the code of the participant. One that the campaign does not have joins it, unless the file is read
// strictly.
func (r *reader) service(g *gathered) string {
	code := r.own(g.values, colOrganisation)
	switch {
	case code == "" || r.services[code]:
	case !servicePattern.MatchString(code) || sheet.Private(code):
		r.refuse(g.line, g.values, colOrganisation, problem.New(problem.Invalid, "import.organisation", nil))
	case r.options.Strict:
		if r.once(colOrganisation + code) {
			r.refuse(g.line, g.values, colOrganisation, problem.New(problem.Invalid, "import.organisation.strict", nil))
		}
	default:
		r.services[code] = true
		r.joining = append(r.joining, code)
	}
	return code
}

// worker reads the token of a device: as given, for a file keeps what was stored. What a server stored is a hash,
// and one hash in a thousand holds digits that look like the number of a card; anything else in this column may be
// what somebody writes to tell workers apart.
func (r *reader) worker(g *gathered) string {
	token := r.own(g.values, colWorker)
	if hashPattern.MatchString(token) {
		return token
	}
	token = r.freeText(g, colWorker)
	if utf8.RuneCountInString(token) > mostWorker || strings.Contains(token, "\n") {
		r.refuse(g.line, g.values, colWorker, problem.New(problem.Invalid, "import.worker", problem.Args{"most": mostWorker}))
	}
	return token
}

// freeText reads a text that is not an answer.
func (r *reader) freeText(g *gathered, name string) string {
	sent := r.own(g.values, name)
	if sent == "" {
		return ""
	}
	clean, ok := locale.Clean(sent)
	switch {
	case !ok:
		r.refuse(g.line, g.values, name, problem.New(problem.Invalid, "import.text", nil))
	case sheet.Private(clean):
		r.refuse(g.line, g.values, name, problem.New(problem.Invalid, "import.private", nil))
	}
	return clean
}

// receivedAt reads when a sheet came in, zero where the file does not say.
func (r *reader) receivedAt(g *gathered) time.Time {
	sent := r.own(g.values, colReceivedAt)
	if sent == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, sent)
	t = t.UTC().Truncate(time.Second)
	if err != nil || t.Year() < earliestReception || t.Year() > latestReception {
		r.refuse(g.line, g.values, colReceivedAt, problem.New(problem.Invalid, "import.received", nil))
		return time.Time{}
	}
	return t
}

func (r *reader) channel(g *gathered) sheet.Channel {
	return choose(r, g, colChannel, sheet.Import, sheet.Channels())
}

func (r *reader) status(g *gathered) sheet.Status {
	return choose(r, g, colStatus, sheet.Received, sheet.Statuses())
}

// choose reads a value out of a closed list; blank is the usual one.
func choose[T ~string](r *reader, g *gathered, name string, usual T, known []T) T {
	sent := T(r.own(g.values, name))
	if sent == "" {
		return usual
	}
	i := slices.Index(known, sent)
	if i >= 0 {
		return known[i]
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	args := problem.Args{"known": strings.Join(words, ", ")}
	r.refuse(g.line, g.values, name, problem.New(problem.Invalid, "import.known", args))
	return usual
}
