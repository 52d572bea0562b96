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
				isNew, different, err := put(k, r.Participant, c.random)
				for _, p := range problem.All(err) {
					wrong = append(wrong, atLine(r.line, p.Field, p))
				}
				if err != nil && len(problem.All(err)) == 0 {
					return err
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

// put adds a service or changes the one of its code; it counts what it did.
func put(k *campaign.Campaign, p campaign.Participant, random io.Reader) (added, changed int, err error) {
	if _, known := k.Participant(p.Code); !known {
		_, err = k.Add(p, random)
		return 1, 0, err
	}
	different, err := k.Amend(p)
	if different {
		return 0, 1, err
	}
	return 0, 0, err
}

// readParticipant is a service and the line of its file.
type readParticipant struct {
	campaign.Participant

	line int
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

// parseParticipants reads the lines of a file of services. What is wrong comes back all at once.
func parseParticipants(name string, lines iter.Seq2[interchange.Line, error]) ([]readParticipant, error) {
	var read []readParticipant
	var header []string
	var wrong problem.List
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
			r, p := newParticipant(header, line)
			if before, double := first[r.Code]; double {
				p = problem.New(problem.Invalid, "cli.participant.double", problem.Args{"value": r.Code, "line": strconv.Itoa(before)}).At(columnCode)
			}
			if p != nil {
				wrong = append(wrong, atLine(line.Number, p.Field, p))
			}
			first[r.Code] = line.Number
			read = append(read, r)
		}
	}
	if len(read) == 0 && len(wrong) == 0 {
		return nil, problem.New(problem.Invalid, "cli.participant.empty", problem.Args{"file": name, "known": strings.Join(participantColumns(), ", ")})
	}
	return read, wrong.OrNil()
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
func newParticipant(header []string, line interchange.Line) (readParticipant, *problem.Error) {
	r := readParticipant{line: line.Number}
	var wrong *problem.Error
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
				wrong = problem.New(problem.Invalid, "answer.integer", problem.Args{"value": value}).At(columnHeadcount)
			}
			r.Headcount = n
		}
	}
	return r, wrong
}

// atLine names the line and column of a problem in a file.
func atLine(line int, column string, p *problem.Error) *problem.Error {
	args := problem.Args{"line": strconv.Itoa(line), "column": column, "reason": p}
	return problem.New(p.Kind, "cli.line", args)
}
