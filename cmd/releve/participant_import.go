package main

import (
	"context"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/interchange"
	"releve/internal/problem"
)

// Columns of a file of services. The link is passed over, so that a listing can be read back.
const (
	columnCode      = "code"
	columnName      = "name"
	columnKind      = "kind"
	columnHeadcount = "headcount"
	columnOwn       = "own"
	columnLink      = "link"
)

func participantColumns() []string {
	return []string{columnCode, columnName, columnKind, columnHeadcount, columnOwn, columnLink}
}

// participantImport adds and changes services from a file, all of them or none. Links stay as they are.
func participantImport(f *config.Flags) action {
	var slug string
	f.Need(&slug, "campaign", "S")
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		read, err := c.readParticipants(c.args[0])
		if err != nil {
			return err
		}
		var added, changed int
		err = c.updating(ctx, slug, func(k *campaign.Campaign) error {
			added, changed = 0, 0
			var wrong problem.List
			for _, r := range read {
				isNew, different, refused := r.put(k, c.random)
				if refused != nil && len(problem.All(refused)) == 0 {
					return refused
				}
				for _, p := range problem.All(refused) {
					wrong = append(wrong, atLine(r.line, p))
				}
				added += isNew
				changed += different
			}
			return wrong.OrNil()
		})
		if err != nil {
			return err
		}
		c.note("cli.participant.imported", problem.Args{"added": added, "changed": changed, "same": len(read) - added - changed})
		return nil
	}
}

// put adds the service or changes the one of its code; it counts what it did.
func (r readParticipant) put(k *campaign.Campaign, random io.Reader) (added, changed int, err error) {
	if r.wrong != nil {
		return 0, 0, r.wrong
	}
	if _, known := k.Participant(r.Code); !known {
		_, err = k.Add(r.Participant, random)
		return 1, 0, err
	}
	different, err := k.Amend(r.Participant)
	if different {
		return 0, 1, err
	}
	return 0, 0, err
}

// readParticipant is a service, the line of its file, and what could not be read of it.
type readParticipant struct {
	campaign.Participant

	line  int
	wrong *problem.Error
}

// readParticipants reads a file of services.
func (c *call) readParticipants(name string) ([]readParticipant, error) {
	lines, done, err := c.lines(name)
	if err != nil {
		return nil, err
	}
	defer done()
	return parseParticipants(shownName(name), lines)
}

// parseParticipants reads the lines of a file of services.
func parseParticipants(name string, lines iter.Seq2[interchange.Line, error]) ([]readParticipant, error) {
	var read []readParticipant
	var header []string
	first := map[string]int{}
	for line, err := range lines {
		if err != nil {
			return nil, err
		}
		for i, v := range line.Values {
			line.Values[i] = strings.TrimSpace(interchange.Bare(v))
		}
		switch {
		case strings.Join(line.Values, "") == "":
		case header == nil:
			if header, err = readHeader(line.Values); err != nil {
				return nil, err
			}
		default:
			r := newParticipant(header, line)
			if before, double := first[r.Code]; double {
				args := problem.Args{"value": r.Code, "line": strconv.Itoa(before)}
				r.wrong = problem.New(problem.Invalid, "cli.participant.double", args).At(columnCode)
			} else {
				first[r.Code] = line.Number
			}
			read = append(read, r)
		}
	}
	if len(read) == 0 {
		args := problem.Args{"file": name, "known": strings.Join(participantColumns(), ", ")}
		return nil, problem.New(problem.Invalid, "cli.participant.empty", args)
	}
	return read, nil
}

// readHeader checks the names of the columns.
func readHeader(names []string) ([]string, error) {
	header := make([]string, len(names))
	for i, name := range names {
		header[i] = strings.ToLower(name)
		if header[i] != "" && !slices.Contains(participantColumns(), header[i]) {
			args := problem.Args{"value": name, "known": strings.Join(participantColumns(), ", ")}
			return nil, problem.New(problem.Invalid, "cli.participant.column", args)
		}
	}
	for _, name := range []string{columnCode, columnName} {
		if !slices.Contains(header, name) {
			return nil, problem.New(problem.Invalid, "cli.participant.lacks", problem.Args{"value": name})
		}
	}
	return header, nil
}

// newParticipant reads one line of a file of services.
func newParticipant(header []string, line interchange.Line) readParticipant {
	r := readParticipant{line: line.Number}
	for i, value := range line.Values[:min(len(header), len(line.Values))] {
		switch header[i] {
		case columnCode:
			r.Code = value
		case columnName:
			r.Name = value
		case columnKind:
			r.Kind = campaign.Kind(strings.ToLower(value))
		case columnOwn:
			r.Own = strings.FieldsFunc(value, func(s rune) bool { return s == ' ' || s == ',' || s == ';' })
		case columnHeadcount:
			n, err := strconv.Atoi(value)
			if value != "" && err != nil {
				r.wrong = problem.New(problem.Invalid, "answer.integer", problem.Args{"value": value}).At(columnHeadcount)
			}
			r.Headcount = n
		}
	}
	return r
}

// atLine names the line of a problem in a file, and the column, which is its field.
func atLine(line int, p *problem.Error) *problem.Error {
	args := problem.Args{"line": strconv.Itoa(line), "column": p.Field, "reason": p}
	return problem.New(p.Kind, "cli.line", args)
}
