// The description of the API as a page: Swagger UI, light or dark like the rest of the site.

/* global SwaggerUIBundle */

const place = document.getElementById("api-docs");
const dark = matchMedia("(prefers-color-scheme: dark)");

const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
shade();
dark.addEventListener("change", shade);

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  // Who is logged in here and enters no key acts with the own session, which needs the token for changes.
  requestInterceptor: (request) => {
    if (!["GET", "HEAD"].includes(request.method)) request.headers["X-CSRFToken"] = place.dataset.csrf;
    return request;
  },
});
