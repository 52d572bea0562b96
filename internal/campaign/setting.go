package campaign

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// Setting is one setting of a campaign as a coordinator writes it.
type Setting struct {
	Key, Value string
}

// asForm is the value that brings back what the questionnaire file says.
const asForm = "default"

// knob reads and writes one setting.
type knob struct {
	key   string
	write func() string
	read  func(value string) problem.List
}

// knobs returns the settings of the campaign, in the order in which they are shown.
func (c *Campaign) knobs() []knob {
	return []knob{
		text("title", &c.Title),
		text("from", &c.From),
		text("to", &c.To),
		text("zone", &c.Zone),
		{"language", func() string { return string(c.Language) }, func(v string) problem.List {
			c.Language = locale.Tag(v)
			return nil
		}},
		text("publisher", &c.Publisher),
		text("keep-until", &c.KeepUntil),
		yesNo("count-late", &c.CountLate),
		yesNo("count-outside", &c.CountOutside),
		number("correction-days", &c.CorrectionDays),
		text("successor", &c.Successor),
		{"groups", func() string { return writeGroups(c.Groups) }, c.readGroups},
		{"outcome-map", func() string { return writeOutcome(c.Outcome) }, c.readOutcome},
		{"paper-groups", func() string { return strings.Join(c.PaperGroups, ",") }, c.readPaperGroups},
	}
}

// procedureText is the setting "one procedure is…": alone for all languages, or with a language behind a point.
const procedureText = "procedure-text"

// SettingKeys returns the keys that Set knows.
func SettingKeys() []string {
	var keys []string
	for _, k := range (&Campaign{}).knobs() {
		keys = append(keys, k.key)
	}
	keys = append(keys, procedureText)
	for _, tag := range locale.Languages() {
		keys = append(keys, procedureText+"."+string(tag))
	}
	return keys
}

// Settings returns the settings of the campaign as Set reads them.
func (c *Campaign) Settings() []Setting {
	var found []Setting
	for _, k := range c.knobs() {
		found = append(found, Setting{k.key, k.write()})
	}
	for _, tag := range locale.Languages() {
		found = append(found, Setting{procedureText + "." + string(tag), c.ProcedureText.In(tag)})
	}
	return found
}

// Set changes settings, all or none of them. What is wrong comes back at once as a problem.List whose fields are
// the keys.
func (c *Campaign) Set(settings ...Setting) error {
	n := *c
	var wrong problem.List
	for _, s := range settings {
		for _, p := range n.set(s) {
			wrong = append(wrong, p.At(s.Key))
		}
	}
	if err := n.complete(wrong); err != nil {
		return err
	}
	*c = n
	return nil
}

func (c *Campaign) set(s Setting) problem.List {
	s.Value = strings.TrimSpace(s.Value)
	knobs := c.knobs()
	if i := slices.IndexFunc(knobs, func(k knob) bool { return k.key == s.Key }); i >= 0 {
		return knobs[i].read(s.Value)
	}
	if tag, ok := strings.CutPrefix(s.Key, procedureText); ok && slices.Contains(SettingKeys(), s.Key) {
		return c.readProcedureText(locale.Tag(strings.TrimPrefix(tag, ".")), s.Value)
	}
	return refuse("campaign.set.unknown", problem.Args{"value": s.Key, "known": strings.Join(SettingKeys(), ", ")})
}

// readProcedureText sets the text of one language, or of all when tag is blank.
func (c *Campaign) readProcedureText(tag locale.Tag, value string) problem.List {
	clean, ok := locale.Clean(value)
	if n := len([]rune(clean)); clean == "" || !ok || n > mostProcedureText {
		return refuse("campaign.set.text", problem.Args{"n": mostProcedureText})
	}
	c.ProcedureText = maps.Clone(c.ProcedureText)
	if c.ProcedureText == nil {
		c.ProcedureText = locale.Text{}
	}
	for _, known := range locale.Languages() {
		if tag != "" && known != tag {
			continue
		}
		c.ProcedureText[known] = clean
		if clean == asForm {
			c.ProcedureText[known] = c.Form().ProcedureText.In(known)
		}
	}
	return nil
}

// mostProcedureText is how many signs "one procedure is…" may have.
const mostProcedureText = 1000

// readPaperGroups sets the groups that are boxes on paper: publication groups or choices of the list.
func (c *Campaign) readPaperGroups(value string) problem.List {
	c.PaperGroups = nil
	if value == "" || value == asForm {
		return nil
	}
	q := c.Form().Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return refuse("form.groups.role", nil)
	}
	var wrong problem.List
	for _, code := range codes(value) {
		_, choice := q.List.Choice(code)
		if !choice && !slices.ContainsFunc(c.Groups, func(g form.Group) bool { return g.Code == code }) {
			wrong = append(wrong, problem.New(problem.Invalid, "campaign.set.paper", problem.Args{"value": code}))
			continue
		}
		if !slices.Contains(c.PaperGroups, code) {
			c.PaperGroups = append(c.PaperGroups, code)
		}
	}
	return wrong
}

func refuse(key string, args problem.Args) problem.List {
	return problem.List{problem.New(problem.Invalid, key, args)}
}

// codes reads codes separated by commas.
func codes(value string) []string {
	var found []string
	for code := range strings.SplitSeq(value, ",") {
		if code = strings.TrimSpace(code); code != "" {
			found = append(found, code)
		}
	}
	return found
}

func text(key string, field *string) knob {
	return knob{key, func() string { return *field }, func(v string) problem.List {
		*field = v
		return nil
	}}
}

func number(key string, field *int) knob {
	return knob{key, func() string { return strconv.Itoa(*field) }, func(v string) problem.List {
		n, err := strconv.Atoi(v)
		if err != nil {
			return refuse("answer.integer", problem.Args{"value": v})
		}
		*field = n
		return nil
	}}
}

// yes and no are how a setting that is on or off is written; the other words are read too.
const (
	yes = "yes"
	no  = "no"
)

func yesNo(key string, field *bool) knob {
	write := func() string {
		if *field {
			return yes
		}
		return no
	}
	return knob{key, write, func(v string) problem.List {
		switch strings.ToLower(v) {
		case yes, "oui", "ja", "true", "1":
			*field = true
		case no, "non", "nee", "nein", "false", "0":
			*field = false
		default:
			return refuse("campaign.set.yesno", problem.Args{"value": v, "yes": yes, "no": no})
		}
		return nil
	}}
}
