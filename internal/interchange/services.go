package interchange

import (
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// Columns of a file of services. The link is passed over, so that a listing can be read back.
const (
	serviceCode      = "code"
	serviceName      = "name"
	serviceKind      = "kind"
	serviceHeadcount = "headcount"
	serviceOwn       = "own"
	serviceLink      = "link"
)

// ServiceColumns returns the names of the columns of a file of services. Only code and name are needed.
func ServiceColumns() []string {
	return []string{serviceCode, serviceName, serviceKind, serviceHeadcount, serviceOwn, serviceLink}
}

// Services are what a file of services says, a line each.
type Services []serviceLine

// serviceLine is a service, the line of its file, and what could not be read of it.
type serviceLine struct {
	campaign.Participant

	line   int
	header []string
	wrong  *problem.Error
}

// tells says whether the file has a column, so that what it does not tell stays as it is.
func (r serviceLine) tells(column string) bool { return slices.Contains(r.header, column) }

// ReadServices reads a file of services; name is what the file is called when it holds none. The error is a problem
// for a file that has none or other columns.
func ReadServices(name string, lines iter.Seq2[Line, error]) (Services, error) {
	var read Services
	var header []string
	first := map[string]int{}
	for line, err := range lines {
		if err != nil {
			return nil, err
		}
		for i, v := range line.Values {
			line.Values[i] = strings.TrimSpace(Bare(v))
		}
		switch {
		case strings.Join(line.Values, "") == "":
		case header == nil:
			if header, err = serviceHeader(line.Values); err != nil {
				return nil, err
			}
		default:
			r := readService(header, line)
			if before, double := first[r.Code]; double {
				args := problem.Args{"value": r.Code, "line": strconv.Itoa(before)}
				r.wrong = problem.New(problem.Invalid, "services.double", args).At(serviceCode)
			} else {
				first[r.Code] = line.Number
			}
			read = append(read, r)
		}
	}
	if len(read) == 0 {
		args := problem.Args{"file": name, "known": strings.Join(ServiceColumns(), ", ")}
		return nil, problem.New(problem.Invalid, "services.empty", args)
	}
	return read, nil
}

// serviceHeader checks the names of the columns.
func serviceHeader(names []string) ([]string, error) {
	header := make([]string, len(names))
	for i, name := range names {
		header[i] = strings.ToLower(name)
		if header[i] != "" && !slices.Contains(ServiceColumns(), header[i]) {
			args := problem.Args{"value": name, "known": strings.Join(ServiceColumns(), ", ")}
			return nil, problem.New(problem.Invalid, "services.column", args)
		}
	}
	for _, name := range []string{serviceCode, serviceName} {
		if !slices.Contains(header, name) {
			return nil, problem.New(problem.Invalid, "services.lacks", problem.Args{"value": name})
		}
	}
	return header, nil
}

// readService reads one line.
func readService(header []string, line Line) serviceLine {
	r := serviceLine{line: line.Number, header: header}
	for i, value := range line.Values[:min(len(header), len(line.Values))] {
		switch header[i] {
		case serviceCode:
			r.Code = value
		case serviceName:
			r.Name = value
		case serviceKind:
			r.Kind = campaign.Kind(strings.ToLower(value))
		case serviceOwn:
			r.Own = strings.FieldsFunc(value, func(s rune) bool { return s == ' ' || s == ',' || s == ';' })
		case serviceHeadcount:
			n, err := strconv.Atoi(value)
			if value != "" && err != nil {
				r.wrong = problem.New(problem.Invalid, "answer.integer", problem.Args{"value": value}).At(serviceHeadcount)
			}
			r.Headcount = n
		}
	}
	return r
}

// ServicesPut says what Put did, in services.
type ServicesPut struct {
	Added, Changed, Same int
}

// Put adds the services to a campaign and changes those that it has, all of them or none; links stay as they are, and so
// does what the file has no column for.
// What is wrong comes back as a problem.List, each with its line and column.
func (s Services) Put(c *campaign.Campaign, random io.Reader) (ServicesPut, error) {
	var done ServicesPut
	var wrong problem.List
	n := *c
	for _, r := range s {
		refused := r.put(&n, random, &done)
		if refused != nil && len(problem.All(refused)) == 0 {
			return ServicesPut{}, refused
		}
		for _, p := range problem.All(refused) {
			wrong = append(wrong, r.place(p))
		}
	}
	if len(wrong) > 0 {
		return ServicesPut{}, wrong
	}
	*c = n
	return done, nil
}

// put adds the service or changes the one of its code.
func (r serviceLine) put(c *campaign.Campaign, random io.Reader, done *ServicesPut) error {
	if r.wrong != nil {
		return r.wrong
	}
	before, known := c.Participant(r.Code)
	if !known {
		done.Added++
		_, err := c.Add(r.Participant, random)
		return err
	}
	if !r.tells(serviceKind) {
		r.Kind = before.Kind
	}
	if !r.tells(serviceHeadcount) {
		r.Headcount = before.Headcount
	}
	if !r.tells(serviceOwn) {
		r.Own = before.Own
	}
	different, err := c.Amend(r.Participant)
	if different {
		done.Changed++
	} else {
		done.Same++
	}
	return err
}

// place names the line of a problem, and the column, which is its field.
func (r serviceLine) place(p *problem.Error) *problem.Error {
	args := problem.Args{"line": strconv.Itoa(r.line), "column": p.Field, "reason": p}
	return problem.New(p.Kind, "services.line", args)
}

// ServiceLines returns the services of a campaign as the lines that ReadServices reads back; address makes the address
// of a link's code.
func ServiceLines(c *campaign.Campaign, address func(link string) string) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, p := range c.Participants {
			headcount := Cell{}
			if p.Headcount > 0 {
				headcount = number(int64(p.Headcount))
			}
			cells := []Cell{
				text(p.Code), text(p.Name), text(string(p.Kind)), headcount, text(strings.Join(p.Own, ",")), text(address(p.Link)),
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
}
