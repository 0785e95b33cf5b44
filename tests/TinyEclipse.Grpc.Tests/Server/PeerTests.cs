using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;

namespace Grpc.Tests.Server;

/// <summary>Who calls, by the certificate that ASP.NET Core has seen.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task Without_a_certificate_nobody_is_known() => Assert.Equal("False", await IdentityAsync(certificate: null));

    [Fact]
    public async Task A_certificate_without_other_names_is_known_by_its_subject()
    {
        using var certificate = Certificate("CN=shop");

        Assert.Equal("True x509_common_name shop", await IdentityAsync(certificate));
    }

    [Fact]
    public async Task A_certificate_is_known_by_its_alternative_names_first()
    {
        using var certificate = Certificate("CN=shop", "one.example", "two.example");

        Assert.Equal("True x509_subject_alternative_name one.example two.example", await IdentityAsync(certificate));
    }

    private static async Task<string> IdentityAsync(X509Certificate2? certificate)
    {
        await using var server = await InteropServer.StartAsync<IdentityService>(application: app => app.Use((http, next) =>
        {
            http.Connection.ClientCertificate = certificate;
            return next(http);
        }));
        return (await server.Http2.CallAsync("Echo", new EchoRequest())).OnlyMessage(EchoResponse.Parser).Text;
    }

    private static X509Certificate2 Certificate(string subject, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        if (names.Length > 0)
            request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class IdentityService : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
        {
            var peer = context.AuthContext;
            string?[] words = [$"{peer.IsPeerAuthenticated}", peer.PeerIdentityPropertyName, .. peer.PeerIdentity.Select(property => property.Value)];
            return Task.FromResult(new EchoResponse { Text = string.Join(' ', words).TrimEnd() });
        }
    }
}
