package main

import "testing"

func testDeskPictures(t *testing.T, b *browser) {}
