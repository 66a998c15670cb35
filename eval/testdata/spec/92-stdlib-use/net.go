// Packages net, net/url, net/netip, net/mail, net/textproto, mime, html.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				sc := bufio.NewScanner(c)
				for sc.Scan() {
					fmt.Fprintln(c, "echo", sc.Text())
				}
			}()
		}
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	fmt.Fprint(c, "one\ntwo\n")
	r := bufio.NewReader(c)
	for range 2 {
		s, err := r.ReadString('\n')
		fmt.Printf("%q %v\n", s, err)
	}
	c.Close()
	l.Close()
	wg.Wait()
	a, b := net.Pipe()
	go func() { io.WriteString(a, "piped"); a.Close() }()
	got, _ := io.ReadAll(b)
	fmt.Println(string(got))
	host, port, err := net.SplitHostPort("[::1]:80")
	fmt.Println(host, port, err, net.ParseIP("10.0.0.1").IsPrivate(), net.JoinHostPort("h", "1"))
	_, n, _ := net.ParseCIDR("192.168.1.7/24")
	fmt.Println(n, n.Contains(net.IPv4(192, 168, 1, 99)))

	ap := netip.MustParseAddrPort("1.2.3.4:80")
	pre := netip.MustParsePrefix("10.0.0.0/8")
	fmt.Println(ap.Addr(), ap.Port(), pre.Contains(netip.MustParseAddr("10.9.9.9")), pre.Masked(), ap.Addr().Next(), map[netip.Addr]int{ap.Addr(): 1}[netip.AddrFrom4([4]byte{1, 2, 3, 4})])
	u, err := url.Parse("https://user:pa%20ss@example.com:8080/a%2Fb/c?q=1&q=2&e=%C3%A9#frag")
	fmt.Println(u.Host, u.Port(), u.Path, u.EscapedPath(), u.Query()["q"], u.Query().Get("e"), u.Fragment, u.User.Username(), err)
	v := url.Values{}
	v.Add("b", "x y")
	v.Set("a", "1&2")
	fmt.Println(v.Encode(), url.PathEscape("a/b c"), u.JoinPath("..", "d"), u.ResolveReference(&url.URL{Path: "/z"}))
	_, err = url.Parse("http://[::1")
	fmt.Println(err)
	ad, err := mail.ParseAddress("Ann Lee <ann@example.com>")
	fmt.Println(ad.Name, ad.Address, err)
	msg, _ := mail.ReadMessage(strings.NewReader("Subject: hi\nFrom: a@b.c\n\nbody\n"))
	body, _ := io.ReadAll(msg.Body)
	fmt.Println(msg.Header.Get("subject"), string(body))
	h, err := textproto.NewReader(bufio.NewReader(strings.NewReader("a: 1\r\na: 2\r\n\r\n"))).ReadMIMEHeader()
	fmt.Println(h, err)
	mt, params, err := mime.ParseMediaType("text/html; charset=utf-8")
	fmt.Println(mt, params, err, mime.QEncoding.Encode("utf-8", "é"), mime.FormatMediaType("a/b", map[string]string{"k": "v w"}))
	var buf bytes.Buffer
	mw := multipart.NewWriter(&buf)
	mw.SetBoundary("xxx")
	mw.WriteField("f", "v")
	mw.Close()
	form, err := multipart.NewReader(&buf, "xxx").ReadForm(1000)
	fmt.Println(form.Value, err)
	buf.Reset()
	qw := quotedprintable.NewWriter(&buf)
	qw.Write([]byte("é=1"))
	qw.Close()
	fmt.Println(buf.String(), html.EscapeString("<a&b>"), html.UnescapeString("&lt;&eacute;"))
}
