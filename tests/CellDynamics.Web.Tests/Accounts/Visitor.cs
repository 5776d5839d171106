using System.Net;
using System.Text.RegularExpressions;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>A browser without scripts: it keeps cookies and fills in forms, and follows a redirect when told to.</summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClient client;

    public Visitor(Uri address)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address };
    }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(address);

    public Task<string> ReadAsync(string address) => client.GetStringAsync(address);

    public Task<HttpResponseMessage> PostAsync(string address, HttpContent? content = null) => client.PostAsync(address, content);

    /// <summary>Opens a page and sends the form of this name, with its hidden fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string form, params (string Name, string Value)[] fields)
    {
        List<(string Name, string Value)> all = [.. HiddenFields(await ReadAsync(page), form), .. fields];
        return await client.PostAsync(page, new FormUrlEncodedContent(all.GroupBy(f => f.Name).Select(f => KeyValuePair.Create(f.Key, f.Last().Value))));
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string? returnUrl = null) =>
        SubmitAsync("/account/sign-in" + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}"), "sign-in", ("Form.Name", name), ("Form.Password", password));

    /// <summary>With a passkey, as <c>js/passkeys.js</c> does: options, the device's answer, the form.</summary>
    public Task<HttpResponseMessage> SignInAsync(TestPasskey passkey) => AnswerAsync(options => passkey.Answer(options, client.BaseAddress!));

    /// <summary>After the options were asked for, whatever a device or a stranger makes of them.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(Func<string, string> answer)
    {
        const string Page = "/account/sign-in";
        Dictionary<string, string> fields = HiddenFields(await ReadAsync(Page), "passkey").ToDictionary(field => field.Name, field => field.Value);
        using HttpResponseMessage options = await PostFromHereAsync("/account/passkeys/request-options", fields);
        fields["Passkey.Credential"] = answer(await options.Content.ReadAsStringAsync());
        return await PostFromHereAsync(Page, fields);
    }

    private async Task<HttpResponseMessage> PostFromHereAsync(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields), Headers = { { "Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority) } } };
        return await client.SendAsync(request);
    }

    /// <summary>Goes on, also to other sites, until an answer is no redirect.</summary>
    public async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage answer)
    {
        for (int hop = 0; hop < 12 && (int)answer.StatusCode is >= 300 and < 400; hop++)
        {
            Uri next = new(answer.RequestMessage!.RequestUri!, answer.Headers.Location!);
            Visited.Add(next);
            answer.Dispose();
            answer = await client.GetAsync(next);
        }
        return answer;
    }

    /// <summary>Where redirects led.</summary>
    public List<Uri> Visited { get; } = [];

    public async Task<bool> IsSignedInAsync()
    {
        using HttpResponseMessage answer = await GetAsync("/account");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public void Dispose() => client.Dispose();

    /// <summary>Name and value of the hidden fields of a form on a page.</summary>
    public static IEnumerable<(string Name, string Value)> HiddenFields(string page, string form)
    {
        string body = Form().Matches(page).Select(match => match.Value).SingleOrDefault(text => text.Contains($"value=\"{form}\"", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"There is no form \"{form}\" on the page:\n{page}");
        foreach (string input in Input().Matches(body).Select(match => match.Value).Where(text => text.Contains("type=\"hidden\"", StringComparison.Ordinal)))
            yield return (Name().Match(input).Groups[1].Value, WebUtility.HtmlDecode(Value().Match(input).Groups[1].Value));
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
