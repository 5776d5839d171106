using System.Net;

namespace CellDynamics.Web.Hosting;

/// <summary>How other machines reach the site. Keys under <c>Site</c>; only with accounts.</summary>
public sealed record SiteOptions
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Key <c>Site:Address</c>: what people type, such as <c>https://cells.example.org</c>. Needed behind a proxy.</summary>
    public Uri? Address { get; init; }

    /// <summary>Names under which the site may be asked for: those of <c>Site:Address</c>, <c>Site:Hosts</c> and <c>AllowedHosts</c> (separated by semicolons) and of this machine.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = Loopback;

    /// <summary>Key <c>Site:Proxies</c>: addresses or networks of proxies, separated by semicolons; what others say about whom they speak for is not believed.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>People come by https, to the site itself or to a proxy before it.</summary>
    public bool IsHttps { get; init; }

    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    public static SiteOptions From(IConfiguration configuration, AccountsOptions accounts)
    {
        if (!accounts.IsShared)
            return new SiteOptions(); // A page on another name that resolves to this machine must not be served as if it were ours.
        Uri? address = ReadAddress(configuration["Site:Address"]);
        IEnumerable<string> named = Split(configuration["Site:Hosts"]).Concat(Split(configuration["AllowedHosts"]));
        string[] urls = [.. Split(configuration[WebHostDefaults.ServerUrlsKey]), .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        var options = new SiteOptions
        {
            Address = address,
            Hosts = [.. Loopback.Concat(named).Concat(address is null ? [] : [address.Host]).Distinct(StringComparer.OrdinalIgnoreCase)],
            Proxies = [.. Split(configuration["Site:Proxies"]).Select(ReadNetwork)],
            IsHttps = address is null ? urls.Any(IsHttpsUrl) : IsHttpsUrl(address.ToString()),
        };
        if (options.Hosts.Count == Loopback.Length && urls.Any(url => !LoopbackOnly.IsLoopback(url)))
            throw new InvalidOperationException("Site:Address: expected the address under which people reach this site, such as https://cells.example.org, found none.");
        return options;
    }

    private static bool IsHttpsUrl(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string? text) => text?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static Uri? ReadAddress(string? text)
    {
        if (text is null or "")
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/"
            ? address : throw new InvalidOperationException($"Site:Address: expected an address such as https://cells.example.org, found \"{text}\".");
    }

    private static IPNetwork ReadNetwork(string text)
    {
        if (IPNetwork.TryParse(text, out IPNetwork network))
            return network;
        return IPAddress.TryParse(text, out IPAddress? one)
            ? new IPNetwork(one, one.GetAddressBytes().Length * 8) : throw new InvalidOperationException($"Site:Proxies: expected addresses such as 10.0.0.7 or 10.0.0.0/24, found \"{text}\".");
    }
}
