using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Client;

public sealed class CredentialsTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_credentials_are_shown_where_that_is_allowed()
    {
        var client = fixture.ClientWith(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        AuthInterceptorContext? asked = null;
        var credentials = CallCredentials.FromInterceptor((context, metadata) =>
        {
            asked = context;
            metadata.Add("authorization", "Bearer one");
            return Task.CompletedTask;
        });

        var response = await client.EchoAsync(new EchoRequest(), new CallOptions(credentials: credentials, cancellationToken: Token));

        Assert.Equal(["Bearer one"], Values(response, "authorization"));
        Assert.Equal($"{fixture.Server.Http2Address}tests.interop.v1.InteropService", asked!.ServiceUrl);
        Assert.Equal("Echo", asked.MethodName);
    }

    [Fact]
    public async Task Call_credentials_are_kept_from_a_channel_without_tls()
    {
        var isAsked = false;
        var credentials = CallCredentials.FromInterceptor((_, _) =>
        {
            isAsked = true;
            return Task.CompletedTask;
        });

        await fixture.Client.EchoAsync(new EchoRequest(), new CallOptions(credentials: credentials, cancellationToken: Token));

        Assert.False(isAsked);
    }

    [Fact]
    public async Task Composed_credentials_are_all_asked()
    {
        var client = fixture.ClientWith(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        var credentials = CallCredentials.Compose(Adding("1"), CallCredentials.Compose(Adding("2"), Adding("3")));

        var response = await client.EchoAsync(new EchoRequest(), new CallOptions(credentials: credentials, cancellationToken: Token));

        Assert.Equal(["1, 2, 3"], Values(response, "part"));
    }

    [Fact]
    public async Task Credentials_that_cannot_be_had_fail_the_call()
    {
        var client = fixture.ClientWith(options => options.UnsafeUseInsecureChannelCallCredentials = true);
        var credentials = CallCredentials.FromInterceptor((_, _) => throw new HttpRequestException("the token server is away"));

        var failure = await client.EchoAsync(new EchoRequest(), new CallOptions(credentials: credentials, cancellationToken: Token)).FailureAsync();

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.DoesNotContain("token server", failure.Status.Detail, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(failure.InnerException);
    }

    [Fact]
    public void Credentials_must_fit_the_scheme()
    {
        Assert.Throws<InvalidOperationException>(() => Open("http://localhost", ChannelCredentials.SecureSsl));
        Assert.Throws<InvalidOperationException>(() => Open("https://localhost", ChannelCredentials.Insecure));
        Assert.Throws<InvalidOperationException>(() => Open("http://localhost", ChannelCredentials.Create(ChannelCredentials.Insecure, Adding("1"))));
        Assert.Throws<ArgumentException>(() => Open("ftp://localhost", null));
    }

    [Fact]
    public async Task Over_tls_the_credentials_of_channel_and_call_are_shown()
    {
        using var certificate = SelfSigned();
        await using var app = await TlsServerAsync(certificate);
        using var channel = GrpcChannel.ForAddress(app.Urls.Single(), new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, Adding("channel")),
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented!.GetCertHashString() == certificate.GetCertHashString() },
            },
        });

        var response = await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(
            new EchoRequest(), new CallOptions(credentials: Adding("call"), cancellationToken: Token));

        Assert.Equal("channel, call", response.Text);
    }

    private static GrpcChannel Open(string address, ChannelCredentials? credentials) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { Credentials = credentials });

    private static CallCredentials Adding(string part) => CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("part", part);
        return Task.CompletedTask;
    });

    private static IEnumerable<string> Values(EchoResponse response, string key) =>
        response.RequestHeaders.Where(entry => entry.Key == key).Select(entry => entry.Text);

    private static async Task<WebApplication> TlsServerAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        app.Run(http => http.AnswerAsync(http.Request.Headers["part"].ToString()));
        await app.StartAsync(Token);
        return app;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
