using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Outbound;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>A push for one device, with the headers of RFC 8030.</summary>
public sealed record PushMessage(Uri Endpoint, PushKeys Keys, byte[] Payload, TimeSpan TimeToLive, string Urgency, string Topic);

/// <summary>Hands pushes to push services.</summary>
public sealed class WebPushClient(ServerVapidKey vapid, TimeProvider clock, IOptions<PushOptions> options) : IDisposable
{
    private const int MostErrorDetail = 200;

    private readonly HttpClient _http = OutboundHttp.Create(options.Value.AllowPrivateEndpoints, TimeSpan.FromSeconds(options.Value.TimeoutSeconds));

    public async Task<PushReply> SendAsync(PushMessage message, CancellationToken cancellationToken)
    {
        using var request = MakeRequest(message);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within.Token);
            var detail = response.IsSuccessStatusCode ? "" : await ReadDetailAsync(response, within.Token);
            return PushReply.From(response.StatusCode, detail, RetryAfter(response.Headers.RetryAfter));
        }
        catch (HttpRequestException failure) when (failure is PrivateAddressException || failure.InnerException is PrivateAddressException)
        {
            return new PushReply(PushVerdict.Refused, "the push service's address is not public");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new PushReply(PushVerdict.Later, $"the push service could not be reached: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PushReply(PushVerdict.Later, "the push service did not answer in time");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage MakeRequest(PushMessage message)
    {
        var content = new ByteArrayContent(PushEncryption.Encrypt(message.Payload, message.Keys));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.ContentEncoding.Add("aes128gcm");

        var request = new HttpRequestMessage(HttpMethod.Post, message.Endpoint) { Content = content, Version = _http.DefaultRequestVersion };
        request.VersionPolicy = _http.DefaultVersionPolicy;
        request.Headers.TryAddWithoutValidation("Authorization", vapid.Tokens.AuthorizationFor(message.Endpoint));
        request.Headers.Add("TTL", ((long)message.TimeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", message.Urgency);
        request.Headers.Add("Topic", message.Topic);
        return request;
    }

    /// <summary>Push services say in a line what is wrong; whatever else comes is cut off.</summary>
    private static async Task<string> ReadDetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostErrorDetail];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
}
