package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"releve/forms"
	"releve/internal/config"
	"releve/internal/form"
	"releve/internal/problem"
)

// formShow prints a questionnaire: to be read, or as the source of another one.
func formShow(f *config.Flags) action {
	var asJSON, asYAML bool
	f.Switch(&asJSON, "json")
	f.Switch(&asYAML, "yaml")
	f.Argument("ID")
	return func(ctx context.Context, c *call) error {
		k, err := c.findForm(ctx, c.args[0])
		if err != nil {
			return err
		}
		switch {
		case asJSON:
			return c.showFormJSON(k.Form)
		case asYAML:
			return c.showFormYAML(k.Form)
		default:
			c.showForm(k.Form)
			return nil
		}
	}
}

// showFormJSON prints a questionnaire whole, with its lists and bands.
func (c *call) showFormJSON(f *form.Form) error {
	data, err := form.Encode(f)
	if err != nil {
		return fmt.Errorf("show questionnaire: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return fmt.Errorf("show questionnaire: %w", err)
	}
	fmt.Fprintln(c.out, out.String())
	return nil
}

// showFormYAML prints the file of a shipped questionnaire as it was written, comments and all; of any other, one
// that says the same.
func (c *call) showFormYAML(f *form.Form) error {
	lib, err := library()
	if err != nil {
		return err
	}
	same := false
	if shipped, ok := lib.Form(f.ID); ok {
		if same, err = sameForm(shipped, f); err != nil {
			return err
		}
	}
	var data []byte
	if same {
		data, err = fs.ReadFile(forms.FS, f.ID+".yaml")
	} else {
		data, err = form.EncodeYAML(f)
	}
	if err != nil {
		return fmt.Errorf("show questionnaire: %w", err)
	}
	fmt.Fprintf(c.out, "%s", data)
	return nil
}

// showForm prints a questionnaire to be read, with the codes that files of sheets use.
func (c *call) showForm(f *form.Form) {
	tag := c.Tag()
	fmt.Fprintf(c.out, "%s (%s, %d)\n", f.Title.In(tag), f.ID, f.Version)
	for _, text := range []string{f.About.In(tag), f.ProcedureText.In(tag)} {
		if text != "" {
			fmt.Fprintln(c.out, wrap(text))
		}
	}
	c.showQuestions(f.Questions, "")
	if len(f.Groups) > 0 {
		fmt.Fprintf(c.out, "\n%s\n", c.Text("cli.form.groups", nil))
	}
	for _, g := range f.Groups {
		fmt.Fprintf(c.out, "  %s  %s: %s\n", g.Code, g.Label.In(tag), strings.Join(g.Members, ", "))
	}
	if m := f.Outcome; len(m.Success) > 0 {
		fmt.Fprintf(c.out, "\n%s\n", c.Text("cli.form.outcome", problem.Args{
			"success": orDash(m.Success), "failure": orDash(m.Failure), "apart": orDash(m.Apart),
		}))
	}
}

// orDash writes codes, a dash where there are none.
func orDash(codes []string) string {
	if len(codes) == 0 {
		return "–"
	}
	return strings.Join(codes, ", ")
}

func (c *call) showQuestions(questions []*form.Question, indent string) {
	for _, q := range questions {
		fmt.Fprintf(c.out, "\n%s%s  %s\n", indent, q.Code, q.Label.In(c.Tag()))
		fmt.Fprintf(c.out, "%s  [%s]\n", indent, strings.Join(c.traits(q), ", "))
		for _, text := range []string{q.Hint.In(c.Tag()), q.Help.In(c.Tag())} {
			if text != "" {
				fmt.Fprintf(c.out, "%s  %s\n", indent, text)
			}
		}
		if q.List != nil {
			c.showChoices(q.List.Choices, indent+"    ")
		}
		if q.Bands != nil {
			c.showBands(q.Bands, indent+"    ")
		}
		c.showQuestions(q.Questions, indent+"    ")
	}
}

// traits returns what is to be known of a question beside its words.
func (c *call) traits(q *form.Question) []string {
	traits := []string{q.Kind.Name()}
	if q.Role != "" {
		traits = append(traits, c.Text("cli.form.role", problem.Args{"value": string(q.Role)}))
	}
	if q.Required {
		traits = append(traits, c.Text("cli.form.required", nil))
	}
	if q.Exact {
		traits = append(traits, c.Text("cli.form.exact", nil))
	}
	for _, cond := range q.AskIf {
		answers, key := cond.Is, "cli.form.if"
		if len(answers) == 0 {
			answers, key = cond.Not, "cli.form.unless"
		}
		traits = append(traits, c.Text(key, problem.Args{"question": cond.Question, "value": strings.Join(answers, "/")}))
	}
	return traits
}

func (c *call) showChoices(choices []*form.Choice, indent string) {
	for _, choice := range choices {
		fmt.Fprintf(c.out, "%s%s  %s\n", indent, choice.Code, choice.Label.In(c.Tag()))
		c.showChoices(choice.Children, indent+"  ")
	}
}

func (c *call) showBands(set *form.BandSet, indent string) {
	for _, b := range set.Bands {
		high := "…"
		if !b.Open {
			high = strconv.FormatFloat(b.High, 'f', -1, 64)
		}
		low, value := strconv.FormatFloat(b.Low, 'f', -1, 64), strconv.FormatFloat(b.Value, 'f', -1, 64)
		fmt.Fprintf(c.out, "%s%s  %s (%s–%s: %s)\n", indent, b.Code, b.Label.In(c.Tag()), low, high, value)
	}
}
