using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CellDynamics.Runs;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>How other machines reach a shared site: names, proxies, https.</summary>
public sealed class TransportTests : IAsyncDisposable
{
    private readonly ScratchFolder folder = new();
    private WebApplication? app;
    private string? thumbprint;

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task Https_has_its_own_cookies_and_tells_browsers_to_stay_with_it()
    {
        string pfx = WriteCertificate("secret of the file");
        using HttpClient client = await StartAsync(
            ("urls", "https://127.0.0.1:0"), ("Site:Hosts", "cells.example.org"), ("Kestrel:Certificates:Default:Path", pfx), ("Kestrel:Certificates:Default:Password", "secret of the file"));
        using HttpResponseMessage answer = await client.SendAsync(Get("/account/sign-in", ("Host", "cells.example.org")));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
        string cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-CellDynamics-Form=", cookie, StringComparison.Ordinal);
        Assert.All(new[] { "secure", "httponly", "path=/", "samesite=" }, part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_named_proxy_says_who_comes_and_how()
    {
        using HttpClient client = await StartAsync(("urls", "http://127.0.0.1:0"), ("Site:Address", "https://cells.example.org"), ("Site:Proxies", "127.0.0.0/8"), ("Limits:SignInsPerMinute", "3"));
        using HttpResponseMessage secure = await client.SendAsync(Get("/account/sign-in", ("Host", "cells.example.org"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")));
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.NotEmpty(secure.Headers.GetValues("Strict-Transport-Security"));
        using HttpResponseMessage plain = await client.SendAsync(Get("/analyses", ("Host", "cells.example.org"), ("X-Forwarded-Proto", "http")));
        Assert.Equal(HttpStatusCode.PermanentRedirect, plain.StatusCode);
        Assert.Equal("https://cells.example.org/analyses", plain.Headers.Location?.AbsoluteUri);
        using HttpResponseMessage program = await client.SendAsync(Get("/api/uploads", ("Host", "cells.example.org"), ("X-Forwarded-Proto", "http")));
        Assert.Equal(HttpStatusCode.BadRequest, program.StatusCode);
        Assert.Contains("Expected https, found http.", await program.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage monitor = await client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, monitor.StatusCode);
        using HttpResponseMessage stranger = await client.SendAsync(Get("/account/sign-in", ("Host", "evil.example"), ("X-Forwarded-Proto", "https")));
        Assert.Equal(HttpStatusCode.BadRequest, stranger.StatusCode);
        // Each of the people behind the proxy has tries of their own.
        foreach (string address in new[] { "192.0.2.1", "192.0.2.2" })
        {
            for (int attempt = 0; attempt < 4; attempt++)
            {
                using HttpResponseMessage link = await client.SendAsync(Get(
                    $"/account/invitation?account={Guid.NewGuid()}&secret=x", ("Host", "cells.example.org"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", address)));
                Assert.Equal(attempt < 3 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, link.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Others_than_the_named_proxy_are_not_believed()
    {
        using HttpClient client = await StartAsync(("urls", "http://127.0.0.1:0"), ("Site:Address", "https://cells.example.org"), ("Site:Proxies", "10.0.0.7"));
        using HttpResponseMessage answer = await client.SendAsync(Get("/account/sign-in", ("Host", "cells.example.org"), ("X-Forwarded-Proto", "https")));
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
    }

    [Theory]
    [InlineData("Site:Address: expected the address under which people reach this site", "urls", "http://0.0.0.0:0")]
    [InlineData("Site:Address: expected an address such as https://cells.example.org, found \"cells\"", "Site:Address", "cells")]
    [InlineData("Site:Proxies: expected addresses such as 10.0.0.7 or 10.0.0.0/24, found \"proxy\"", "Site:Proxies", "proxy")]
    [InlineData("Accounts:IdleMinutes: expected a number of at least 0, found \"long\"", "Accounts:IdleMinutes", "long")]
    [InlineData("Accounts:Local: expected everybody or administrators, found \"me\"", "Accounts:Local", "me")]
    [InlineData("Accounts:RequireSecondFactor: expected none, administrators or everybody, found \"some\"", "Accounts:RequireSecondFactor", "some")]
    [InlineData("Accounts:Oidc:Authority: expected an address with https, found \"http://idp.example\"", "Accounts:Oidc:Authority", "http://idp.example")]
    [InlineData("Accounts:Oidc:ClientId: expected the id", "Accounts:Oidc:Authority", "https://idp.example")]
    [InlineData("Limits:SignInsPerMinute: expected a positive whole number, found \"0\"", "Limits:SignInsPerMinute", "0")]
    [InlineData("DataProtection:Certificate: expected a .pfx file, found none, or none that this user may see, at none.pfx", "DataProtection:Certificate", "none.pfx")]
    public void What_cannot_be_used_is_named(string sentence, string key, string value) =>
        Assert.StartsWith(sentence, Assert.Throws<InvalidOperationException>(() => Build((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task With_accounts_every_address_is_allowed()
    {
        app = Build(("urls", "http://0.0.0.0:0"), ("Site:Address", "http://cells.example.org"));
        await app.StartAsync();
        Assert.StartsWith("http://0.0.0.0:", app.Urls.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_encrypted_with_the_certificate_and_read_again_with_it_only()
    {
        string pfx = WriteCertificate("secret of the file"), passwordFile = folder["password"];
        await File.WriteAllTextAsync(passwordFile, "secret of the file\n");
        string sealedText = Protector(("DataProtection:Certificate", pfx), ("DataProtection:PasswordFile", passwordFile)).Protect("words");
        string keys = string.Join('\n', Directory.GetFiles(folder["keys"]).Select(File.ReadAllText));
        Assert.Contains("EncryptedXml", keys, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", keys, StringComparison.Ordinal);
        Assert.Equal("words", Protector(("DataProtection:Certificate", pfx), ("DataProtection:PasswordFile", passwordFile)).Unprotect(sealedText));
        Assert.Throws<CryptographicException>(() => Protector().Unprotect(sealedText));
    }

    private IDataProtector Protector(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([.. settings.Append(("DataRoot", folder.Path)).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2))]).Build();
        var services = new ServiceCollection();
        services.AddKeyRing(configuration, RunsOptions.From(configuration));
        return services.BuildServiceProvider().GetDataProtector("test");
    }

    private string WriteCertificate(string password)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=cells.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        thumbprint = certificate.Thumbprint;
        File.WriteAllBytes(folder["site.pfx"], certificate.Export(X509ContentType.Pkcs12, password));
        return folder["site.pfx"];
    }

    private WebApplication Build(params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all =
        [
            ("applicationName", "CellDynamics.Web"), ("environment", "Production"), ("DataRoot", folder.Path), ("SampleData", folder["none"]), ("Execution:Command", folder["no-program"]),
            ("Accounts:Mode", "shared"), .. settings,
        ];
        return Site.Build([.. all.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })], services => services.AddLogging(logging => logging.ClearProviders()));
    }

    private async Task<HttpClient> StartAsync(params (string Key, string Value)[] settings)
    {
        app = Build(settings);
        await app.StartAsync();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint;
        return new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    private static HttpRequestMessage Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
