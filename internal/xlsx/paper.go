package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// layout says how a page is seen and printed, on A4.
type layout struct {
	frozen     int    // first rows that stay in sight
	beside     int    // first columns that stay in sight
	repeated   [2]int // first and last row that are printed on every page, from 1; 0: none
	upright    bool   // the paper stands
	wide, tall int    // pages to shrink to, 0: as many as it takes
	footer     string
	notice     string // above every page
	lined      bool   // the lines between the cells are shown
	active     bool   // the sheet that is seen first
}

// a4 is Excel's number for the paper.
const a4 = "9"

// Elements of a sheet, in the order of the format.
//
//words:ok elements of the file format
const (
	sheetStart = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView`
	notLined     = ` showGridLines="0"`
	selected     = ` tabSelected="1"`
	viewNumber   = ` workbookViewId="0">`
	viewEnd      = `</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`
	paneStart    = `<pane`
	splitColumns = ` xSplit="%d"`
	splitRows    = ` ySplit="%d"`
	paneFrozen   = ` topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%[2]s"/>`
	column       = `<col min="%d" max="%[1]d" width="%s" customWidth="1"/>`
	filtered     = `<autoFilter ref="%s"/>`
	mergedCells  = `<mergeCells count="%d">`
	mergedCell   = `<mergeCell ref="%s"/>`
	centred      = `<printOptions horizontalCentered="1"/>`
	margins      = `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>`
	pageSetup    = `<pageSetup paperSize="` + a4 + `" orientation="%s" fitToWidth="%d" fitToHeight="%d"/>`
	drawing      = `<drawing r:id="rId1"/>`
	tablePart    = `<tableParts count="1"><tablePart r:id="rId1"/></tableParts>`
)

// Excel's codes in a footer: the letters, what stands on the left, then the number of the page and of all pages on
// the right.
//
//words:ok Excel's codes
const (
	footerLeft  = `&L&"Calibri,Regular"&9&K5B6770`
	noticeAbove = `&C&"Calibri,Bold"&9&K8A1C1C`
	footerPages = `&R&"Calibri,Regular"&9&K5B6770&P / &N`
)

// mostFooter is how many signs of a title stand in a footer, which Excel bounds at 255 with its codes.
const mostFooter = 100

// head writes what stands before the rows.
func (p *pen) head(g page) {
	p.add(sheetStart)
	if !g.layout.lined {
		p.add(notLined)
	}
	if g.layout.active {
		p.add(selected)
	}
	p.add(viewNumber)
	p.pane(g.layout.beside, g.layout.frozen)
	p.add(viewEnd)
	if len(g.widths) > 0 {
		p.add(`<cols>`)
		for i, width := range g.widths {
			p.add(fmt.Sprintf(column, i+1, strconv.FormatFloat(width, 'f', -1, 64)))
		}
		p.add(`</cols>`)
	}
	p.add(`<sheetData>`)
}

// pane keeps the first columns and rows in sight.
func (p *pen) pane(columns, rows int) {
	if columns+rows == 0 {
		return
	}
	p.add(paneStart)
	active := ""
	if columns > 0 {
		p.add(fmt.Sprintf(splitColumns, columns))
		active = "topRight"
	}
	if rows > 0 {
		p.add(fmt.Sprintf(splitRows, rows))
		active = "bottomLeft"
	}
	if columns > 0 && rows > 0 {
		active = "bottomRight"
	}
	p.add(fmt.Sprintf(paneFrozen, address(columns+1, rows+1), active))
}

// tail writes what stands after the rows.
func (p *pen) tail(g page, filter string) {
	p.add(`</sheetData>`)
	if filter != "" {
		p.add(fmt.Sprintf(filtered, filter))
	}
	if len(p.merged) > 0 {
		p.add(fmt.Sprintf(mergedCells, len(p.merged)))
		for _, m := range p.merged {
			p.add(fmt.Sprintf(mergedCell, m))
		}
		p.add(`</mergeCells>`)
	}
	orientation := "landscape"
	if g.layout.upright {
		orientation = "portrait"
	}
	if !g.layout.lined {
		p.add(centred)
	}
	p.add(margins)
	p.add(fmt.Sprintf(pageSetup, orientation, g.layout.wide, g.layout.tall))
	p.margin(g.layout)
	if len(g.charts) > 0 {
		p.add(drawing)
	}
	if g.table != nil {
		p.add(tablePart)
	}
	p.add(`</worksheet>`)
}

// margin writes what stands above and below every page.
func (p *pen) margin(l layout) {
	p.add(`<headerFooter>`)
	if l.notice != "" {
		p.add(`<oddHeader>`)
		p.escaped(noticeAbove + signed(l.notice))
		p.add(`</oddHeader>`)
	}
	p.add(`<oddFooter>`)
	p.escaped(footerLeft + signed(l.footer) + footerPages)
	p.add(`</oddFooter></headerFooter>`)
}

// signed writes a text as it stands between Excel's codes. The space keeps its first sign out of the code before it.
func signed(text string) string {
	return " " + strings.ReplaceAll(cut(text, mostFooter), "&", "&&")
}

// repeat prints rows on every page.
func (b *book) repeat(p page) error {
	if p.layout.repeated[0] == 0 {
		return nil
	}
	err := b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: p.name,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(p.name), p.layout.repeated[0], p.layout.repeated[1]),
	})
	if err != nil {
		return fmt.Errorf("repeated rows: %w", err)
	}
	return nil
}
