using System.Net;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class WebPushRuleTests
{
    [Theory]
    [InlineData(200, PushVerdict.Taken)]
    [InlineData(201, PushVerdict.Taken)]
    [InlineData(202, PushVerdict.Taken)]
    [InlineData(301, PushVerdict.Refused)]
    [InlineData(400, PushVerdict.Refused)]
    [InlineData(401, PushVerdict.Refused)]
    [InlineData(403, PushVerdict.Refused)]
    [InlineData(404, PushVerdict.Gone)]
    [InlineData(408, PushVerdict.Later)]
    [InlineData(410, PushVerdict.Gone)]
    [InlineData(413, PushVerdict.Refused)]
    [InlineData(429, PushVerdict.Later)]
    [InlineData(500, PushVerdict.Later)]
    [InlineData(503, PushVerdict.Later)]
    public void An_answer_means(int status, PushVerdict verdict) =>
        Assert.Equal(verdict, PushReply.From((HttpStatusCode)status, "", null).Verdict);

    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc", true, true)]
    [InlineData("https://web.push.apple.com/QABC?x=1", true, true)]
    [InlineData("https://updates.push.services.mozilla.com:443/wpush/v2/g", true, true)]
    [InlineData("https://8.8.8.8/push", true, true)]
    [InlineData("https://[2606:4700::1111]/push", true, true)]
    [InlineData("http://push.example.net/a", false, true)]
    [InlineData("https://localhost/a", false, true)]
    [InlineData("https://localhost./a", false, true)]
    [InlineData("https://push.localhost/a", false, true)]
    [InlineData("https://intranet/a", false, true)]
    [InlineData("https://127.0.0.1/a", false, true)]
    [InlineData("https://2130706433/a", false, true)] // 127.0.0.1 written as one number
    [InlineData("https://0x7f.1/a", false, true)]
    [InlineData("https://169.254.169.254/latest", false, true)]
    [InlineData("https://[::1]/a", false, true)]
    [InlineData("https://[::ffff:10.0.0.1]/a", false, true)]
    [InlineData("https://user@push.example.net/a", false, false)]
    [InlineData("https://push.example.net/a#b", false, false)]
    [InlineData("file:///etc/passwd", false, false)]
    [InlineData("/push/a", false, false)]
    [InlineData("", false, false)]
    public void An_endpoint_may_be_called(string endpoint, bool inEarnest, bool inDevelopment)
    {
        Assert.Equal(inEarnest, PushEndpoint.Parse(endpoint, allowPrivate: false) is not null);
        Assert.Equal(inDevelopment, PushEndpoint.Parse(endpoint, allowPrivate: true) is not null);
    }

    [Fact]
    public void An_endpoint_has_at_most_2048_characters()
    {
        const string Host = "https://push.example.net/";

        Assert.NotNull(PushEndpoint.Parse(Host + new string('a', 2048 - Host.Length), allowPrivate: false));
        Assert.Null(PushEndpoint.Parse(Host + new string('a', 2049 - Host.Length), allowPrivate: false));
    }
}
