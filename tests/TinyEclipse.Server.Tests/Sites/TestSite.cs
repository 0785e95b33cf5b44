using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using TinyEclipse.Server.Signatures;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Sites;

/// <summary>A site that checks the signature of each request by the server's public keys, and answers as the test says, otherwise with its facts.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly NonceMemory _nonces = new();
    private readonly RunningServer _server;

    private TestSite(WebApplication app, RunningServer server) => (_app, _server) = (app, server);

    public Func<HttpContext, Task> Answer { get; set; } = context =>
        context.Response.WriteAsync("""{"home_url":"https://shop.example","environment":"SITE_ENVIRONMENT_STAGING","versions":{"wordpress":"6.1.9"},"later":"field"}""");

    public string RestUrl => _app.Urls.Single() + "/wp-json/tinyeclipse/v1/";

    /// <summary>What became of the signatures, in their order.</summary>
    public List<SignatureVerdict> Verdicts { get; } = [];

    public static async Task<TestSite> StartAsync(RunningServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var site = new TestSite(builder.Build(), server);
        site._app.Run(site.TakeAsync);
        await site._app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        Verdicts.Add(await VerifyAsync(context.Request, buffer.ToArray()));
        context.Response.ContentType = "application/json";
        await Answer(context);
    }

    private async Task<SignatureVerdict> VerifyAsync(HttpRequest request, byte[] body)
    {
        var keys = (await new ServerKeyService.ServerKeyServiceClient(_server.As("").Grpc).GetServerKeysAsync(new())).Keys.ToDictionary(key => key.Id, Import, StringComparer.Ordinal);
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var signed = new SignedRequest(request.Method, request.Host.Value!, target[0], target.Length > 1 ? "?" + target[1] : "", body, request.Headers["Content-Digest"].ToString());
        return new RequestVerifier(id => keys.GetValueOrDefault(id), _nonces, TimeProvider.System)
            .Verify(signed, request.Headers["Signature-Input"].ToString(), request.Headers["Signature"].ToString());
    }

    private static ECDsa Import(ServerKey key)
    {
        var imported = ECDsa.Create();
        imported.ImportFromPem(key.PublicKey);
        return imported;
    }
}
