package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// a4 is Excel's number for the paper.
const a4 = 9

// Margins, in inches.
const (
	sideMargin = 0.5
	endMargin  = 0.6
	footMargin = 0.3
)

// paper sets the page up for printing.
func (b *book) paper(p page) error {
	size, orientation := a4, "landscape"
	if p.layout.upright {
		orientation = "portrait"
	}
	err := b.file.SetPageLayout(p.name, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &orientation, FitToWidth: &p.layout.wide, FitToHeight: &p.layout.tall,
	})
	if err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	fitting := p.layout.wide+p.layout.tall > 0
	if err = b.file.SetSheetProps(p.name, &excelize.SheetPropsOptions{FitToPage: &fitting}); err != nil {
		return fmt.Errorf("fit to page: %w", err)
	}
	side, end, foot := sideMargin, endMargin, footMargin
	err = b.file.SetPageMargins(p.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &end, Bottom: &end, Header: &foot, Footer: &foot,
	})
	if err != nil {
		return fmt.Errorf("margins: %w", err)
	}
	footer := "&L" + strings.ReplaceAll(cut(p.layout.footer), "&", "&&") + pages
	if err = b.file.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{OddFooter: footer}); err != nil {
		return fmt.Errorf("footer: %w", err)
	}
	return b.repeated(p)
}

// repeated prints the frozen rows on every page.
func (b *book) repeated(p page) error {
	if p.layout.frozen == 0 {
		return nil
	}
	err := b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$1:$%d", quoted(p.name), p.layout.frozen), Scope: p.name,
	})
	if err != nil {
		return fmt.Errorf("repeated rows: %w", err)
	}
	return nil
}

// pages writes the number of the page and of all pages on the right.
//
//words:ok Excel's codes
const pages = "&R&P / &N"

// mostFooter is how many signs of a title stand in a footer, which Excel bounds at 255 with its codes.
const mostFooter = 100

func cut(s string) string {
	if runes := []rune(s); len(runes) > mostFooter {
		return string(runes[:mostFooter])
	}
	return s
}
