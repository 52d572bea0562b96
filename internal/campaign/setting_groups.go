package campaign

import (
	"regexp"
	"slices"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// noGroups is the value of groups that leaves each branch of the list to itself.
const noGroups = "none"

// groupLine is one group: a code, a label in quotes where the coordinator gives one, and its members.
var groupLine = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9-]{0,23})\s*(?:"([^"]+)")?\s*=\s*([^"]+)$`)

// readGroups reads publication groups: "default", "none", or CODE "Label"=member,member with a semicolon or a new
// line between groups. A label may hold one text for each language, separated by "|". A group without a label has
// that of the form's own group of the same code, else the names of its members.
func (c *Campaign) readGroups(value string) problem.List {
	f := c.Form()
	switch value {
	case asForm:
		c.Groups = slices.Clone(f.Groups)
		return nil
	case noGroups:
		c.Groups = nil
		return nil
	}
	var groups []form.Group
	var wrong problem.List
	for _, line := range lines(value) {
		parts := groupLine.FindStringSubmatch(line)
		if parts == nil {
			wrong = append(wrong, refuse("campaign.set.groups", problem.Args{"value": line})...)
			continue
		}
		g := form.Group{Code: parts[1], Members: codes(parts[3])}
		g.Label = groupLabel(f, g, parts[2])
		groups = append(groups, withFootnote(f, g))
	}
	if len(groups)+len(wrong) == 0 {
		return refuse("campaign.set.groups", problem.Args{"value": value})
	}
	c.Groups = groups
	return append(wrong, form.CheckGroups(f, groups)...)
}

// groupLabel returns the label of a group in all languages.
func groupLabel(f *form.Form, g form.Group, given string) locale.Text {
	label := locale.Text{}
	tags := locale.Languages()
	texts := strings.Split(given, "|")
	own := slices.IndexFunc(f.Groups, func(o form.Group) bool { return o.Code == g.Code })
	for i, tag := range tags {
		switch {
		case given != "" && len(texts) == len(tags):
			label[tag] = strings.TrimSpace(texts[i])
		case given != "":
			label[tag] = strings.TrimSpace(given)
		case own >= 0:
			label[tag] = f.Groups[own].Label.In(tag)
		default:
			label[tag] = memberNames(f, g.Members, tag)
		}
	}
	return label
}

func memberNames(f *form.Form, members []string, tag locale.Tag) string {
	q := f.Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return ""
	}
	var names []string
	for _, code := range members {
		if choice, ok := q.List.Choice(code); ok {
			names = append(names, choice.Heading(tag))
		}
	}
	return strings.Join(names, ", ")
}

// withFootnote keeps the form's footnote for a group with the form's own members: it speaks of them.
func withFootnote(f *form.Form, g form.Group) form.Group {
	for _, own := range f.Groups {
		if own.Code == g.Code && slices.Equal(own.Members, g.Members) {
			g.Footnote = own.Footnote
		}
	}
	return g
}

func writeGroups(groups []form.Group) string {
	if len(groups) == 0 {
		return noGroups
	}
	return strings.Join(groupLines(groups), "; ")
}

// GroupLines returns the publication groups one by one, as Set reads them when a line break stands between them.
func (c *Campaign) GroupLines() []string { return groupLines(c.Groups) }

func groupLines(groups []form.Group) []string {
	written := make([]string, len(groups))
	for i, g := range groups {
		written[i] = g.Code + ` "` + strings.Join(labels(g.Label), "|") + `"=` + strings.Join(g.Members, ",")
	}
	return written
}

// labels returns the texts of all languages, one text when they are all the same.
func labels(t locale.Text) []string {
	var found []string
	for _, tag := range locale.Languages() {
		found = append(found, t.In(tag))
	}
	if len(slices.Compact(slices.Clone(found))) == 1 {
		return found[:1]
	}
	return found
}

// The sides of an outcome map.
const (
	sideSuccess = "success"
	sideFailure = "failure"
	sideApart   = "apart"
)

// readOutcome reads an outcome map: "default", or success:code,code;failure:code;apart:code.
func (c *Campaign) readOutcome(value string) problem.List {
	f := c.Form()
	if value == asForm {
		c.Outcome = f.Outcome
		return nil
	}
	var m form.OutcomeMap
	sides := map[string]*[]string{sideSuccess: &m.Success, sideFailure: &m.Failure, sideApart: &m.Apart}
	for _, line := range lines(value) {
		name, members, _ := strings.Cut(line, ":")
		side := sides[strings.TrimSpace(name)]
		if side == nil {
			return refuse("campaign.set.outcome", problem.Args{"value": line})
		}
		*side = append(*side, codes(members)...)
	}
	if wrong := form.CheckOutcome(f, m); len(wrong) > 0 {
		return wrong
	}
	c.Outcome = m
	return nil
}

func writeOutcome(m form.OutcomeMap) string {
	var written []string
	for _, side := range []struct {
		name  string
		codes []string
	}{{sideSuccess, m.Success}, {sideFailure, m.Failure}, {sideApart, m.Apart}} {
		if len(side.codes) > 0 {
			written = append(written, side.name+":"+strings.Join(side.codes, ","))
		}
	}
	return strings.Join(written, ";")
}

// lines splits a value at semicolons and new lines outside of quotes. Blank lines and those that begin with "#"
// are left out, so that a file can be commented.
func lines(value string) []string {
	quoted := false
	split := func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == '\n' || r == ';' && !quoted
	}
	var found []string
	for line := range strings.FieldsFuncSeq(value, split) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			found = append(found, line)
		}
	}
	return found
}
