using System.Net;
using System.Text;
using System.Text.Json;

namespace Conductor.Server.Tests.Support;

/// <summary>Calls a conductor as <c>curl -d</c> does.</summary>
internal static class Caller
{
    public static HttpContent Form(string body) => new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    public static async Task<HttpResponseMessage> PostAsync(this ServedConductor served, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(body) };
        return await served.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static async Task<string> PostTextAsync(this ServedConductor served, string path, string body)
    {
        using var response = await served.PostAsync(path, body);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<(HttpStatusCode Status, string Error)> PostForErrorAsync(this ServedConductor served, string path, string body)
    {
        using var response = await served.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return (response.StatusCode, json.RootElement.GetProperty("error").GetString()!);
    }

    public static async Task<string> GetTextAsync(this ServedConductor served, string path) =>
        await served.Client.GetStringAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The text of an answer in lines.</summary>
    public static string TextOf(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TextOfLine));

    private static string TextOfLine(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("message", out var message)
            ? message.GetProperty("content").GetString()!
            : json.RootElement.GetProperty("response").GetString()!;
    }
}
