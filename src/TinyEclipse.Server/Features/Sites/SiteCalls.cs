using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.Outbound;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Signatures;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>The server's calls to the plugins of sites: signed, bounded in time and size, never redirected.</summary>
public sealed class SiteCalls(RequestSigner signer, ServerKeyRing keys, IOptions<SiteOptions> options) : IDisposable
{
    private const int MostAnswerBytes = 256 * 1024;

    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private readonly HttpClient _http = OutboundHttp.Create(options.Value.AllowPrivateAddresses, TimeSpan.FromSeconds(options.Value.TimeoutSeconds));

    public async Task<PingSiteResponse> PingAsync(string restUrl, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await PostAsync<PingSiteResponse>(restUrl, "ping", new PingSiteRequest(), cancellationToken);
        if (answer.HomeUrl.Length == 0)
            throw NotThePlugin();

        answer.RoundTripMilliseconds = (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return answer;
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="RpcException">FAILED_PRECONDITION with reason SITE_CALL_FAILED.</exception>
    private async Task<T> PostAsync<T>(string restUrl, string endpoint, IMessage message, CancellationToken cancellationToken)
        where T : IMessage<T>, new()
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var request = await MakeRequestAsync(new Uri(restUrl + endpoint), message, within.Token);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, within.Token);
            var body = await ReadAsync(response, within.Token);
            return response.StatusCode == HttpStatusCode.OK ? Json.Parse<T>(body) : throw Refused(response.StatusCode);
        }
        catch (HttpRequestException failure) when (failure is PrivateAddressException || failure.InnerException is PrivateAddressException)
        {
            throw Failed("PRIVATE_ADDRESS", "the site's address is not public");
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw NotThePlugin();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Failed("UNREACHABLE", "the site could not be reached");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed("UNREACHABLE", "the site did not answer in time");
        }
    }

    private async Task<HttpRequestMessage> MakeRequestAsync(Uri address, IMessage message, CancellationToken cancellationToken)
    {
        var body = JsonFormatter.Default.Format(message);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content, Version = _http.DefaultRequestVersion, VersionPolicy = _http.DefaultVersionPolicy };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.ParseAdd("TinyEclipse/1.0");

        var key = await keys.SigningKeyAsync(cancellationToken);
        using (key.Key)
            signer.Sign(request, await content.ReadAsByteArrayAsync(cancellationToken), key);
        return request;
    }

    /// <summary>All of it, up to what an answer may hold; more is an answer of somebody else.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostAnswerBytes];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length < bytes.Length ? Encoding.UTF8.GetString(bytes, 0, length) : throw Failed("OTHER_ANSWER", "the site's answer has no end");
    }

    private static RpcException Refused(HttpStatusCode status)
    {
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        return (int)status is >= 300 and < 400
            ? Failed("REDIRECT", "the site answers with a redirect, which is not followed: its plugin must tell its final address", ("http_status", number))
            : Failed("REFUSED", $"the site refused with HTTP {number}", ("http_status", number));
    }

    private static RpcException NotThePlugin() => Failed("OTHER_ANSWER", "what answered at the site's address is not its plugin");

    private static RpcException Failed(string cause, string message, params (string Key, string Value)[] metadata) =>
        RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SiteCallFailed, message, [("cause", cause), .. metadata]);
}
