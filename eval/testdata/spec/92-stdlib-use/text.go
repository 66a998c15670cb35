// Packages strings, strconv, unicode, regexp, text/tabwriter, text/scanner.
package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/scanner"
	"text/tabwriter"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func main() {
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		if r == ' ' {
			return -1
		}
		return r
	}, "Hello World"), strings.FieldsFunc("a1b22c", unicode.IsDigit), strings.IndexFunc("abc1", unicode.IsDigit))
	fmt.Println(strings.NewReplacer("a", "1", "b", "2").Replace("abc"), strings.Title("x y"), strings.EqualFold("ß", "SS"), strings.TrimFunc("  x ", unicode.IsSpace))
	before, after, ok := strings.Cut("k=v=w", "=")
	fmt.Println(before, after, ok, strings.Count("cheese", "e"), strings.SplitN("a,b,c", ",", 2), strings.LastIndex("go gopher", "go"))
	var sb strings.Builder
	for i := range 3 {
		fmt.Fprintf(&sb, "%d.", i)
	}
	sb.WriteByte('x')
	sb.WriteRune('é')
	fmt.Println(sb.String(), sb.Len())
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	var ne *strconv.NumError
	_, err = strconv.ParseInt("999999999999999999999", 10, 64)
	ne, ok = err.(*strconv.NumError)
	fmt.Println(ok, ne.Func, ne.Err == strconv.ErrRange)
	f, _ := strconv.ParseFloat("1e-3", 64)
	b, _ := strconv.ParseBool("true")
	u, _ := strconv.ParseUint("ff", 16, 8)
	fmt.Println(f, b, u, strconv.Quote("a\tb\"é☺\x00"), strconv.FormatFloat(1.0/3, 'f', 3, 64), strconv.AppendInt(nil, -5, 2), strconv.Itoa(-7))
	s, err := strconv.Unquote(`"a\u00e9"`)
	fmt.Println(s, err)
	fmt.Println(utf8.RuneCountInString("héé"), utf8.ValidString("\xff"), utf8.RuneError, string(utf8.RuneError), utf16.Encode([]rune("a😀")), unicode.Is(unicode.Han, '世'), unicode.MaxRune)
	fmt.Printf("%c %T %v\n", utf8.RuneError, utf8.RuneError, unicode.SimpleFold('A'))

	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindAllString("a@b.com c@d.com", -1), re.FindStringSubmatch("x a@b.com"), re.ReplaceAllString("a@b.com", "$2:$1"))
	fmt.Println(re.ReplaceAllStringFunc("a@b.com, q", strings.ToUpper), re.NumSubexp(), re.FindStringIndex("  a@b.com"))
	_, err = regexp.Compile("a(")
	fmt.Println(err)
	fmt.Println(regexp.MustCompile(`(?P<y>\d{4})-(?P<m>\d\d)`).SubexpNames(), regexp.QuoteMeta("a.b"), regexp.MustCompile("a+").Split("baac", -1))
	fmt.Printf("%q\n", regexp.MustCompile(`x*`).ReplaceAllFunc([]byte("axb"), func(b []byte) []byte { return []byte(fmt.Sprint(len(b))) }))

	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "a\tbbb\tc")
	fmt.Fprintln(w, "aaaa\tb\tcc")
	w.Flush()

	var sc scanner.Scanner
	sc.Init(strings.NewReader("x := 3.5 // c\n\"str\""))
	for t := sc.Scan(); t != scanner.EOF; t = sc.Scan() {
		fmt.Print(sc.Position, ":", scanner.TokenString(t), ":", sc.TokenText(), " ")
	}
	fmt.Println()
	fmt.Println(bytes.Fields([]byte(" a b ")), bytes.Title([]byte("x")), bytes.Contains([]byte("abc"), []byte("bc")), bytes.Map(unicode.ToUpper, []byte("q")))
}
